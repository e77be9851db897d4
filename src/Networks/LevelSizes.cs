namespace UNetSharp.Networks;

/// <summary>Which sizes go through a U-Net of two 3x3 convolutions a level with poolings by two between them.</summary>
internal static class LevelSizes
{
    extension(Padding padding)
    {
        /// <summary>Whether an extent fits so many poolings. Valid: each level takes 4 off and must then be even, and the expanding path, which takes 4 off at each level again, must leave something.</summary>
        public bool Fits(int size, int depth)
        {
            if (padding == Padding.Same) return size >> depth >= 1;
            for (var level = 0; level < depth; level++)
            {
                size -= 4;
                if (size < 2 || size % 2 != 0) return false;
                size /= 2;
            }

            size -= 4;
            for (var level = 0; level < depth; level++)
            {
                size = (2 * size) - 4;
            }

            return size >= 1;
        }

        /// <summary>The rule in words.</summary>
        public string Levels(int depth) => $"{depth} levels of {(padding == Padding.Valid ? "valid" : "padded")} convolutions";
    }
}
