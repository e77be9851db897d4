namespace UNetSharp.Networks;

/// <summary>Encoders whose weights, trained on ImageNet, are to be had.</summary>
public enum EncoderKind
{
    /// <summary>He, Zhang, Ren, Sun, CVPR 2016, https://arxiv.org/abs/1512.03385. 11,176,512 parameters.</summary>
    ResNet18,

    /// <summary>The same with 34 layers: 21,284,672 parameters.</summary>
    ResNet34,

    /// <summary>The same with 50 layers, in bottlenecks: 23,508,032 parameters.</summary>
    ResNet50,

    /// <summary>VGG of 16 layers with batch normalisation. Simonyan, Zisserman, ICLR 2015, https://arxiv.org/abs/1409.1556. 14,723,136 parameters.</summary>
    Vgg16Bn,

    /// <summary>Sandler, Howard, Zhu, Zhmoginov, Chen, CVPR 2018, https://arxiv.org/abs/1801.04381. 2,223,872 parameters.</summary>
    MobileNetV2,

    /// <summary>Tan, Le, ICML 2019, https://arxiv.org/abs/1905.11946. 3,595,388 parameters, without the classifier's last convolution.</summary>
    EfficientNetB0,

    /// <summary>The same as it was published, and as segmentation_models.pytorch has it: TensorFlow's padding and batch normalisation, under the names of EfficientNet-PyTorch (https://github.com/lukemelas/EfficientNet-PyTorch).</summary>
    EfficientNetB0Tf,
}
