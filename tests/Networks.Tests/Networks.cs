using UNetSharp.Graphs;

namespace UNetSharp.Networks.Tests;

/// <summary>Networks as they are written on the command line, and drawn.</summary>
internal static class Networks
{
    /// <summary>A form of every network, on images, that learns in a moment: two classes, few channels, no dropout; 32x32 fits all.</summary>
    public static TheoryData<string> Tiny => [.. Convolutional.Concat(WithEncoders).Select(row => row.Data)];

    /// <summary>Those of them that are convolutions from end to end.</summary>
    public static TheoryData<string> Convolutional =>
    [
        "unet width=6 depth=2 padding=same norm=batch dropout=0",
        "unet-milesial channels=1 width=6 depth=2",
        "unet-keras classes=2 width=6 depth=2 dropout=0",
        "unet-brain channels=1 classes=2 width=6 depth=2",
        "unet-retina width=6 depth=2",
        "unet-torch-em classes=2 width=6 depth=2",
        "unet3d channels=1 classes=2 dims=2 width=6 depth=2 padding=same",
        "unet3d-wolny dims=2 width=8 depth=2",
        "resunet3d-wolny dims=2 width=8 depth=2",
        "vnet dims=2 width=6 depth=2 dropout=0",
        "resunet channels=1 classes=2 width=6 depth=2",
        "resunet-monai width=6 depth=2",
        "r2unet channels=1 classes=2 width=6 depth=2",
        "attention-unet channels=1 classes=2 width=6 depth=2",
        "attention-unet3d dims=2 width=6 depth=2",
        "attention-unet-monai width=6 depth=2",
        "unet++ channels=1 classes=2 width=6 depth=2 dropout=0",
        "nested-unet channels=1 classes=2 width=6 depth=2",
        "nnunet dims=2 features=6-12-12",
        "nnunet-res dims=2 features=6-12-12 blocks=1-2",
    ];

    /// <summary>Those with the encoder of a classifier, or a transformer.</summary>
    public static TheoryData<string> WithEncoders =>
    [
        "unet-encoder channels=1 encoder=resnet18 width=8 decoder-width=4",
        "mobile-unet channels=1 size=edge width=8",
        "unext channels=1 widths=8-8-16-16-32",
        "segformer channels=1 widths=8-8-20-16 depths=1 head=16 dropout=0",
        "transunet channels=1 width=8 blocks=1 hidden=16 layers=1 heads=2 grid=2 dropout=0",
        "unetr dims=2 width=8 hidden=16 heads=2 layers=4 grid=2",
        "swin-unet channels=1 width=12 window=2 drop=0",
        "swin-unetr dims=2 width=6 window=2",
    ];

    /// <summary>More forms, for what the tiny ones leave out: volumes, and the other branch of options.</summary>
    public static TheoryData<string> More =>
    [
        "unet-milesial channels=1 width=3 depth=2 up=bilinear",
        "unet3d channels=2 width=4 depth=1",
        "unet3d-wolny channels=3 width=8 depth=1",
        "resunet3d-wolny width=8 depth=1",
        "vnet channels=2 width=3 depth=1 act=elu dropout=0",
        "resunet channels=1 classes=2 width=3 depth=2 form=port",
        "resunet-monai dims=3 width=3 depth=1",
        "resunet-monai width=3 depth=2 units=0",
        "r2unet channels=1 classes=2 width=3 depth=1 attention=yes steps=1",
        "attention-unet channels=1 classes=2 width=3 depth=1 attention=no",
        "attention-unet3d width=3 depth=2",
        "attention-unet-monai dims=3 width=3 depth=1",
        "unet++ channels=1 classes=1 width=3 depth=3 dropout=0 prune=2",
        "nested-unet channels=1 classes=1 width=3 depth=2 supervision=no",
        "nested-unet channels=1 classes=3 width=3 depth=2 answer=last",
        "nnunet features=3-5-6 kernels=1x3x3-3 strides=1-1x2x2-2",
        "nnunet-res features=3-5-5 strides=1-2x2x1-1 blocks=2-1",
    ];

    /// <summary>"nnunet dims=2 features=8-16".</summary>
    public static Network Parse(string line)
    {
        var words = line.Split(' ');
        return Catalogue.Create(words[0], words.Skip(1).Select(word => word.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]));
    }

    /// <summary>The graph on an input, its typical one by default.</summary>
    public static Graph Draw(Network network, Shape? input = null, bool training = false)
    {
        var graph = new Graph(training);
        network.Build(graph, graph.Input("image", input ?? network.TypicalInput));
        return graph;
    }
}
