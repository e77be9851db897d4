import h5py, numpy as np, sys
# Every layout, filter, form of group and kind of number in one small file; the same values in an .npz beside it.
def fill(f):
    values = {}
    def put(name, data, **how):
        f.create_dataset(name, data=data, **how)
        values[name] = np.asarray(data)
    a = (np.arange(24, dtype='f4').reshape(4, 3, 2) - 7) / 4
    for kind in ['<f2', '<f4', '<f8', '>f2', '>f4', '>f8', '>i4', '<i8', '|u1']: put('numbers/' + {'<': 'little', '>': 'big', '|': 'byte'}[kind[0]] + kind[1:], a.astype(kind) if 'f' in kind else np.arange(5).astype(kind))
    put('numbers/scalar', np.float32(3.5))
    put('chunks/plain', a, chunks=(3, 2, 2))
    put('chunks/deflate', a, chunks=(3, 2, 2), compression='gzip')
    put('chunks/all', a, chunks=(3, 2, 2), compression='gzip', shuffle=True, fletcher32=True)
    put('chunks/checksum', np.arange(11, dtype='u1'), chunks=(5,), fletcher32=True)
    put('chunks/single', a, chunks=a.shape)
    put('chunks/single-deflate', a, chunks=a.shape, compression='gzip')
    put('chunks/big-endian', a.astype('>f8'), chunks=(3, 2, 2), compression='gzip')
    d = f.create_dataset('chunks/partly', shape=(9, 9), dtype='f4', chunks=(4, 4), fillvalue=2.5); d[0:3, 5:7] = 1; values['chunks/partly'] = d[...]
    f.create_dataset('never', shape=(3, 2), dtype='f4', fillvalue=1.5); values['never'] = np.full((3, 2), 1.5, 'f4')
    for name, how in [('compact', lambda p: p.set_layout(h5py.h5d.COMPACT)), ('early', lambda p: (p.set_chunk((3, 2, 2)), p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)))]:
        properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE); how(properties)
        d = h5py.h5d.create(f.id, name.encode(), h5py.h5t.IEEE_F32LE, h5py.h5s.create_simple(a.shape), properties); d.write(h5py.h5s.ALL, h5py.h5s.ALL, a); values[name] = a
    f['type'] = np.dtype('f4'); put('of-type', a, dtype=f['type'])
    f['numbers'].attrs['backend'] = 'numpy'; f.attrs['layer_names'] = [b'conv2d', b'conv2d_1']; f.attrs['keras_version'] = '2.4.0'
    f.attrs.create('several', ['one', 'zwei', 'drü'], dtype=h5py.string_dtype())
    f['again'] = f['/']; f['soft'] = h5py.SoftLink('/never'); f['outside'] = h5py.ExternalLink('other.h5', '/never')
    for i in range(12): f['chunks'].attrs[f'note{i}'] = f'text {i}'
    many = f.create_group('many')
    for i in range(20): many.create_dataset(f'w{i}', data=np.float32(i)); values[f'many/w{i}'] = np.float32(i)
    f.create_dataset('unlimited', data=a, chunks=(3, 2, 2), maxshape=(None, 3, 2))
    return values
for name, how in [('oldest', {}), ('newest', {'libver': 'latest'})]:
    with h5py.File(name + '.h5', 'w', **how) as f: values = fill(f)
np.savez('values.npz', **{name.replace('/', '|'): value.astype('f8') for name, value in values.items()})
