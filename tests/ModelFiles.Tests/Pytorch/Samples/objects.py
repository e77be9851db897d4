import argparse, collections, datetime, decimal, enum, functools, pathlib, re, sys, types, uuid
import numpy, torch
# A checkpoint as training programs save them: weights, and objects of every kind beside them.
class Mode(enum.Enum): FAST = 1
class Config:
    def __init__(self): self.lr, self.itself = 0.1, self
class Slots:
    __slots__ = ['a']
    def __init__(self): self.a = torch.ones(2)
class Listed(list): pass
class Mapped(dict): pass
class Net(torch.nn.Module):
    def __init__(self): super().__init__(); self.conv = torch.nn.Conv2d(1, 2, 3); self.act = torch.nn.ReLU()
torch.manual_seed(0)
net = Net()
optimizer = torch.optim.Adam(net.parameters()); net.conv(torch.ones(1, 1, 3, 3)).sum().backward(); optimizer.step()
state = collections.defaultdict(dict); state[0]['step'] = torch.tensor(3.0)
objects = {
    'namespace': argparse.Namespace(lr=0.1, path=pathlib.PosixPath('/data/x')), 'simple': types.SimpleNamespace(a=1), 'path': pathlib.PosixPath('a/b'),
    'when': datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), 'took': datetime.timedelta(seconds=5), 'decimal': decimal.Decimal('1.5'), 'id': uuid.UUID(int=5),
    'partial': functools.partial(torch.nn.functional.leaky_relu, negative_slope=0.1), 'set': {1, 2}, 'frozen': frozenset([3]), 'bytes': bytearray(b'xyz'), 'slice': slice(1, 2), 'complex': 1 + 2j,
    'counter': collections.Counter('aab'), 'deque': collections.deque([1, 2], maxlen=3), 'default': state, 'mode': Mode.FAST, 'config': Config(), 'slots': Slots(), 'listed': Listed([1, 2]), 'mapped': Mapped(a=1),
    'number': numpy.float64(0.5), 'array': numpy.arange(3.0), 'texts': numpy.array(['a', 'bc']), 'type': numpy.float32, 'dtype': numpy.dtype('f4'), 'torch-dtype': torch.float16, 'device': torch.device('cpu'), 'size': torch.Size([1, 2]),
    'loss': torch.nn.CrossEntropyLoss(weight=torch.ones(3)), 'net': net, 'class': Config, 'builtin': dict, 'large': 1 << 70,
}
try:
    import omegaconf
    objects['omega'] = omegaconf.OmegaConf.create({'model': {'width': 32, 'names': ['a', 'b']}, 'mode': Mode.FAST})
except ImportError: print('no omegaconf')
checkpoint = {'epoch': 3, 'state_dict': net.state_dict(), 'optimizer_states': [optimizer.state_dict()], 'hyper_parameters': objects, 'callbacks': {Config: {'best': torch.tensor(0.5)}, (1, 2): 3, None: 4}}
for name, how in [('objects.pth', {}), ('objects-legacy.pth', {'_use_new_zipfile_serialization': False}), ('objects-5.pth', {'pickle_protocol': 5})]: torch.save(checkpoint, name, **how)
torch.save(net, 'module.pth'); torch.save({'model': net, 'optimizer': optimizer.state_dict()}, 'module-in-model.pth'); torch.save(net, 'module-legacy.pth', _use_new_zipfile_serialization=False)
