// A picture of a page as PNG, made by the browser: an SVG drawn on a canvas, twice as large as it is in the page.

// what all browsers can hold (16,384 pixels a side), and what still is a file that can be sent (100 million pixels)
const SIDE = 16384;
const PIXELS = 100_000_000;

/** The PNG of the SVG at an address, which is of this site or an object's (blob:). Throws where the browser cannot draw it. */
export async function pngOf(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const scale = Math.min(2, SIDE / width, SIDE / height, Math.sqrt(PIXELS / (width * height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(width * scale);
  canvas.height = Math.floor(height * scale);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done, failed) => {
    canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error(`${canvas.width} × ${canvas.height}`))), "image/png");
  });
}

/** A button that hands over a PNG as a file of this name. `address` gives the address of the SVG, which `finished` may take back. */
export function pngButton(words, problem, name, address, finished = () => {}) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words;
  button.addEventListener("click", async () => {
    button.disabled = true;
    const svg = address();
    try {
      const saved = document.createElement("a");
      saved.href = URL.createObjectURL(await pngOf(svg));
      saved.download = name;
      saved.click();
      setTimeout(() => URL.revokeObjectURL(saved.href), 60000);
      button.textContent = words;
    } catch {
      button.textContent = `${words}: ${problem}`;
    } finally {
      finished(svg);
      button.disabled = false;
    }
  });
  return button;
}
