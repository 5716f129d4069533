/** A colour for each level, from pale for the lowest to deep, and gold for the highest; apart by lightness, not by hue alone. */
export function levelColours(count: number, mode: "light" | "dark"): readonly string[] {
  return Array.from({ length: count }, (_, index) => {
    if (count > 1 && index === count - 1) return mode === "light" ? "oklch(0.75 0.13 80)" : "oklch(0.8 0.12 85)";
    const share = count <= 2 ? 0 : index / (count - 2);
    const lightness = mode === "light" ? 0.84 - 0.42 * share : 0.42 + 0.3 * share;
    const chroma = 0.045 + 0.05 * share;
    const hue = 205 + 45 * share;
    return `oklch(${lightness.toFixed(3)} ${chroma.toFixed(3)} ${hue.toFixed(0)})`;
  });
}
