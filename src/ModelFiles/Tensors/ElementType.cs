namespace UNetSharp.ModelFiles;

/// <summary>How one element of a stored tensor is written. All types are little-endian.</summary>
public enum ElementType
{
    /// <summary>IEEE 754 binary64; <c>torch.float64</c>, safetensors <c>F64</c>.</summary>
    Float64,

    /// <summary>IEEE 754 binary32; <c>torch.float32</c>, safetensors <c>F32</c>.</summary>
    Float32,

    /// <summary>IEEE 754 binary16; <c>torch.float16</c>, safetensors <c>F16</c>.</summary>
    Float16,

    /// <summary>The upper half of a binary32; <c>torch.bfloat16</c>, safetensors <c>BF16</c>.</summary>
    BFloat16,

    /// <summary>Signed, 64 bits; <c>torch.int64</c>, safetensors <c>I64</c>.</summary>
    Int64,

    /// <summary>Signed, 32 bits; <c>torch.int32</c>, safetensors <c>I32</c>.</summary>
    Int32,

    /// <summary>Signed, 16 bits; <c>torch.int16</c>, safetensors <c>I16</c>.</summary>
    Int16,

    /// <summary>Signed, 8 bits; <c>torch.int8</c>, safetensors <c>I8</c>.</summary>
    Int8,

    /// <summary>Unsigned, 64 bits; <c>torch.uint64</c>, safetensors <c>U64</c>.</summary>
    UInt64,

    /// <summary>Unsigned, 32 bits; <c>torch.uint32</c>, safetensors <c>U32</c>.</summary>
    UInt32,

    /// <summary>Unsigned, 16 bits; <c>torch.uint16</c>, safetensors <c>U16</c>.</summary>
    UInt16,

    /// <summary>Unsigned, 8 bits; <c>torch.uint8</c>, safetensors <c>U8</c>.</summary>
    UInt8,

    /// <summary>One byte, zero or not; <c>torch.bool</c>, safetensors <c>BOOL</c>.</summary>
    Bool,
}
