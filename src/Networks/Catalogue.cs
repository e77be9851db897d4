namespace UNetSharp.Networks;

/// <summary>Every network, one line each.</summary>
public static class Catalogue
{
    /// <summary>The networks, by name.</summary>
    public static IReadOnlyList<CatalogueEntry> All { get; } =
    [
        new("unet", "U-Net", "Ronneberger et al. 2015, https://arxiv.org/abs/1505.04597", UNet.From),
        new("unet-milesial", "U-Net of milesial", "https://github.com/milesial/Pytorch-UNet", MilesialUNet.From),
        new("unet-keras", "U-Net of zhixuhao", "https://github.com/zhixuhao/unet", KerasUNet.From),
        new("unet-brain", "U-Net for brain tumours", "Buda et al. 2019, https://arxiv.org/abs/1906.03720", BrainUNet.From),
        new("unet-retina", "U-Net for retinal vessels", "Cortinovis 2016, https://github.com/orobix/retina-unet", RetinaUNet.From),
        new("unet-torch-em", "U-Net of torch-em", "Pape et al., https://github.com/constantinpape/torch-em", TorchEmUNet.From),
        new("unet3d", "3D U-Net", "Çiçek et al. 2016, https://arxiv.org/abs/1606.06650", UNet3D.From),
        new("unet3d-wolny", "3D U-Net of pytorch-3dunet", "Wolny et al. 2020, https://doi.org/10.7554/eLife.57613", WolnyUNet.From),
        new("resunet3d-wolny", "Residual 3D U-Net of pytorch-3dunet", "Lee et al. 2017, https://arxiv.org/abs/1706.00120", WolnyResidualUNet.From),
        new("vnet", "V-Net", "Milletari et al. 2016, https://arxiv.org/abs/1606.04797", VNet.From),
        new("resunet", "Deep residual U-Net", "Zhang et al. 2018, https://arxiv.org/abs/1711.10684", ResUNet.From),
        new("resunet-monai", "U-Net of residual units", "Kerfoot et al. 2018, https://doi.org/10.1007/978-3-030-12029-0_40", ResidualUnitUNet.From),
        new("r2unet", "Recurrent residual U-Net", "Alom et al. 2018, https://arxiv.org/abs/1802.06955", R2UNet.From),
        new("attention-unet", "Attention U-Net, the port", "Oktay et al. 2018, https://arxiv.org/abs/1804.03999", AttentionUNet.From),
        new("attention-unet3d", "Attention U-Net, the authors'", "Oktay et al. 2018, https://arxiv.org/abs/1804.03999", AttentionUNet3D.From),
        new("attention-unet-monai", "Attention U-Net of MONAI", "Oktay et al. 2018, https://arxiv.org/abs/1804.03999", MonaiAttentionUNet.From),
        new("unet++", "UNet++, the authors'", "Zhou et al. 2018, https://arxiv.org/abs/1807.10165", UNetPlusPlus.From),
        new("nested-unet", "UNet++, the port", "Zhou et al. 2018, https://arxiv.org/abs/1807.10165", NestedUNet.From),
        new("nnunet", "nnU-Net, plain", "Isensee et al. 2021, https://arxiv.org/abs/1904.08128", PlainConvUNet.From),
        new("nnunet-res", "nnU-Net, residual encoder", "Isensee et al. 2024, https://arxiv.org/abs/2404.09556", ResidualEncoderUNet.From),
        new("unet-encoder", "U-Net on an ImageNet encoder", "Iakubovskii 2019, https://github.com/qubvel-org/segmentation_models.pytorch", EncoderUNet.From),
        new("mobile-unet", "Mobile U-Net", "Sandler et al. 2018 (MobileNetV2), https://arxiv.org/abs/1801.04381", MobileUNet.From),
        new("unext", "UNeXt", "Valanarasu, Patel 2022, https://arxiv.org/abs/2203.04967", UNeXt.From),
        new("segformer", "SegFormer", "Xie et al. 2021, https://arxiv.org/abs/2105.15203", SegFormer.From),
        new("transunet", "TransUNet", "Chen et al. 2021, https://arxiv.org/abs/2102.04306", TransUNet.From),
        new("unetr", "UNETR", "Hatamizadeh et al. 2022, https://arxiv.org/abs/2103.10504", Unetr.From),
        new("swin-unet", "Swin-Unet", "Cao et al. 2021, https://arxiv.org/abs/2105.05537", SwinUNet.From),
        new("swin-unetr", "Swin UNETR", "Hatamizadeh et al. 2022, https://arxiv.org/abs/2201.01266", SwinUnetr.From),
    ];

    /// <summary>A network by its name in the catalogue and its options.</summary>
    /// <param name="name">Such as "unet".</param>
    /// <param name="options">Such as width = 32; what is not given keeps its default.</param>
    /// <exception cref="ArgumentException">No such network (the message lists those there are), no such option, or a value out of range.</exception>
    public static Network Create(string name, IReadOnlyDictionary<string, string>? options = null)
    {
        var entry = All.FirstOrDefault(entry => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException($"There is no network \"{name}\"; there are {string.Join(", ", All.Select(entry => entry.Name))}.");
        var asked = new NetworkOptions(options ?? new Dictionary<string, string>());
        var network = entry.Make(asked);
        asked.RequireNoOthers(entry.Name);
        return network;
    }

    /// <summary>The catalogue's name of a network.</summary>
    public static string NameOf(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return All.First(entry => entry.Make(new NetworkOptions(new Dictionary<string, string>())).GetType() == network.GetType()).Name;
    }
}

/// <summary>A line of the catalogue.</summary>
/// <param name="Name">On the command line.</param>
/// <param name="Title">In the literature.</param>
/// <param name="Paper">Authors, year, link.</param>
/// <param name="Make">Makes it from options.</param>
public sealed record CatalogueEntry(string Name, string Title, string Paper, Func<NetworkOptions, Network> Make);
