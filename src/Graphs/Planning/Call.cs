using UNetSharp.Kernels;

namespace UNetSharp.Graphs;

/// <summary>A kernel and the memory that it works in.</summary>
internal readonly record struct Call(Kernel Kernel, Scratch Scratch);
