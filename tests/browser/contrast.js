() => {
  const root = document.querySelector("xiaotong-chat")?.shadowRoot ?? document.body;
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  /* Any CSS colour as [r, g, b, alpha]. */
  const parse = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = (top, below) =>
    [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const ground = (node) => {
    const own = node.nodeType === 1 ? parse(getComputedStyle(node).backgroundColor) : [0, 0, 0, 0];
    if (own[3] === 1) return own;
    const parent = node.assignedSlot ?? node.parentNode ?? node.host;
    const below = parent && parent !== document ? ground(parent) : [255, 255, 255, 1];
    return over(own, below);
  };
  const luminance = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
    return (light + 0.05) / (dark + 0.05);
  };

  const weak = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const node = walker.currentNode.parentElement;
    if (!text || !node.checkVisibility({ visibilityProperty: true })) continue;
    // What is hidden from sight, and what cannot be used at the moment, need no contrast.
    if (node.closest(".visually-hidden, .unseen, :disabled")) continue;
    const below = ground(node);
    const style = getComputedStyle(node);
    const inDrawing = node.namespaceURI.endsWith("svg");
    const ratio = contrast(over(parse(inDrawing ? style.fill : style.color), below), below);
    if (ratio < 4.5) weak.push([text.slice(0, 20), Math.round(ratio * 100) / 100]);
  }
  for (const control of root.querySelectorAll("button:not(:disabled) .icon")) {
    if (!control.checkVisibility()) continue;
    const below = ground(control);
    const ratio = contrast(over(parse(getComputedStyle(control).color), below), below);
    if (ratio < 3) weak.push([control.getAttribute("class"), Math.round(ratio * 100) / 100]);
  }
  return weak;
}
