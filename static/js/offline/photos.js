// Photos: the original bytes are stored at once; then they are made smaller, one at a time, and checked, and only
// a good result replaces the original. Whatever fails, the original is kept and sent.

import { sha256 } from "./api.js";

const EDGE = 1600, THUMB = 360, LEAST = 5000, MOST_PIXELS = 16e6, QUALITY = 0.8;
export const MOST_BYTES = 25 * 1024 * 1024;
const KINDS = { "image/jpeg": [0xff, 0xd8], "image/png": [0x89, 0x50], "image/webp": [0x52, 0x49] };

/** The kind by its first bytes, not by its name; HEIC and all else that is a picture to the phone go as they are. */
export function kindOf(bytes, named) {
  const head = new Uint8Array(bytes, 0, Math.min(12, bytes.byteLength));
  const found = Object.entries(KINDS).find(([, start]) => start.every((byte, index) => head[index] === byte));
  if (found) return found[0];
  const box = String.fromCharCode(...head.slice(4, 12));
  return box.startsWith("ftyp") ? "image/heic" : named || "application/octet-stream";
}

/** Store the bytes of a picked file, complete, before anything else happens to them. */
export async function takeIn(store, file, about) {
  const bytes = await file.arrayBuffer();
  const photo = {
    ...about, photo_uuid: crypto.randomUUID(), bytes, mime: kindOf(bytes, file.type), sha256: await sha256(bytes),
    taken_at: new Date().toISOString(), state: "stored", shrunk: false, problem: null,
  };
  await store.put("photos", photo);
  return photo;
}

export const fits = (width, height, edge) => Math.min(1, edge / Math.max(width, height), Math.sqrt(MOST_PIXELS / (width * height)));

let line = Promise.resolve();
/** One picture at a time: several at once come out black on phones with little memory. */
export const inLine = (work) => (line = line.then(work, work));

/**
 * -> { smaller, thumb }: the photo with smaller bytes, null when the original is to be kept; and the bytes of a picture small
 * enough to be shown among thirty, null when there is none.
 */
export async function reduced(photo, edge = EDGE) {
  const made = { smaller: null, thumb: null };
  let picture = null;
  try {
    const original = new Blob([photo.bytes], { type: photo.mime });
    picture = await createImageBitmap(original, { imageOrientation: "from-image" });
    const { width, height } = picture, scaled = (most) => {
      const scale = fits(width, height, most);
      return drawn(picture, Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale)));
    };
    const small = await scaled(THUMB), blob = await scaled(edge);
    if (small && await isVaried(small)) made.thumb = await small.arrayBuffer();
    if (!blob || blob.size < LEAST || blob.size >= photo.bytes.byteLength) return made;
    if (!(await isGood(blob, width / height)) && (await isVaried(original))) return made;
    const bytes = await blob.arrayBuffer();
    made.smaller = { ...photo, bytes, mime: "image/jpeg", sha256: await sha256(bytes), width, height };
  } catch { /* a kind this browser cannot read: the server can */
  } finally {
    picture?.close();
  }
  return made;
}

export const shrink = async (photo, edge) => (await reduced(photo, edge)).smaller;

async function drawn(picture, width, height) {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  try {
    canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
    return await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
  } finally {
    canvas.width = canvas.height = 0; // gives the memory back at once
  }
}

async function isGood(blob, ratio) {
  const again = await createImageBitmap(blob).catch(() => null);
  if (!again) return false;
  const same = Math.abs(again.width / again.height - ratio) < 0.02 * ratio;
  again.close();
  return same && isVaried(blob);
}

/** False for a picture of one flat colour, which is what a failed canvas gives. */
async function isVaried(blob) {
  const small = await createImageBitmap(blob, { resizeWidth: 8, resizeHeight: 8 }).catch(() => null);
  if (!small) return false;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 8;
  const context = canvas.getContext("2d");
  context.drawImage(small, 0, 0);
  small.close();
  return variesIn(context.getImageData(0, 0, 8, 8).data);
}

/** RGBA bytes -> whether any channel moves by more than noise. */
export function variesIn(pixels) {
  for (let channel = 0; channel < 3; channel += 1) {
    let least = 255, most = 0;
    for (let at = channel; at < pixels.length; at += 4) {
      least = Math.min(least, pixels[at]);
      most = Math.max(most, pixels[at]);
    }
    if (most - least > 4) return true;
  }
  return false;
}
