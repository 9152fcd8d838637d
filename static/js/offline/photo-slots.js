// The photos of each question: taken in at once, shown from what was stored, made smaller and sent in the background.

import { inLine, MOST_BYTES, reduced, takeIn } from "./photos.js";
import { place } from "./place.js";
import { element, icon, size, state, worded } from "./words.js";

const WARN_BELOW = 50e6, REFUSE_BELOW = 10e6;

export async function photoSlots(form, { store, draft, visit, sender }) {
  const { texts } = visit, slots = new Map(), shown = new Map();
  for (const slot of form.querySelectorAll("[data-photos]")) {
    slots.set(slot.dataset.photos, slot);
    for (const input of slot.querySelectorAll("input[type=file]")) {
      input.addEventListener("click", () => draft.flush()); // the camera may cost this page its life
      input.addEventListener("change", () => add(slot, input));
    }
  }
  sender.onPhotos(() => printAll());
  const stored = await mine();
  print(stored);
  for (const photo of stored) if (photo.state === "stored") later(photo.photo_uuid);

  return {
    photos: async () => (await mine()).filter((photo) => photo.problem !== "lost"),
    /** Ids of what was taken away again; one that was sent by then is to be taken away there too. */
    removed: async () => (await ofRound()).filter((photo) => photo.state === "removed").map((photo) => photo.photo_uuid),
  };

  async function ofRound() {
    return (await store.photosOf(draft.row.uuid)).filter((photo) => photo.round === draft.row.round);
  }

  async function mine() {
    return (await ofRound()).filter((photo) => photo.state !== "removed");
  }

  async function add(slot, input) {
    for (const file of [...input.files]) {
      const problem = await takeOne(slot.dataset.photos, file);
      if (problem) tell(slot, problem);
      else tell(slot, "");
    }
    input.value = "";
    await printAll();
  }

  async function takeOne(question, file) {
    if (!file.size) return texts.photo_empty;
    if (file.size > MOST_BYTES) return worded(texts.photo_large, { size: size(MOST_BYTES) });
    const { quota = Infinity, usage = 0 } = (await navigator.storage?.estimate?.().catch(() => ({}))) ?? {};
    if (quota - usage < REFUSE_BELOW) return texts.full;
    try {
      const about = { submission_uuid: draft.row.uuid, assignment_id: draft.row.assignment_id, round: draft.row.round, question };
      const { photo_uuid: uuid } = await takeIn(store, file, about); // its bytes must not wait for the place
      place().then((where) => store.update("photos", uuid, (row) => row && { ...row, place: where })).catch(() => {});
      later(uuid);
    } catch (error) {
      return error?.name === "QuotaExceededError" ? texts.full : texts.photo_failed;
    }
    return quota - usage < WARN_BELOW ? texts.nearly_full : "";
  }

  function tell(slot, text) {
    slot.querySelector("[data-photo-problem]").textContent = text;
  }

  /** Make it smaller, then offer it to the server while there is one; both can wait. */
  function later(uuid) {
    inLine(async () => {
      const photo = await store.get("photos", uuid);
      if (!photo?.bytes || photo.state !== "stored") return;
      if (!photo.shrunk) {
        const { smaller, thumb } = await reduced(photo);
        await store.update("photos", uuid, (row) => row && row.state === "stored" && { ...row, ...(smaller && pick(smaller)), thumb, shrunk: true } || undefined);
        await printAll();
      }
      sender.sendPhoto(uuid);
    }).catch((error) => console.error(error));
  }

  async function printAll() {
    print(await mine());
  }

  function print(photos) {
    for (const [question, slot] of slots) {
      const list = slot.querySelector("ul");
      const items = photos.filter((photo) => photo.question === question).map((photo, at) => printed(photo, at + 1));
      if (items.length !== list.children.length || items.some((item, at) => item !== list.children[at])) list.replaceChildren(...items);
    }
  }

  /** What is on the page already stays, unless something about the photo has changed. */
  function printed(photo, number) {
    const as = [number, photo.state, photo.problem, photo.size, Boolean(photo.thumb)].join(), before = shown.get(photo.photo_uuid);
    if (before?.as === as) return before.item;
    const item = printedAnew(photo, number);
    shown.set(photo.photo_uuid, { as, item });
    return item;
  }

  /** The small picture; the photo itself only where there is none, since one of twelve megapixels takes 48 MB to show. */
  function pictureOf(photo, name) {
    if (!photo.thumb && !(photo.shrunk && photo.size && photo.mime !== "image/heic")) return element("div", { class: "photo-img photo-empty" }, icon("camera"));
    const img = element("img", { class: "photo-img", alt: name });
    const show = (bytes, type) => {
      img.onload = img.onerror = () => URL.revokeObjectURL(img.src);
      img.src = URL.createObjectURL(new Blob([bytes], { type }));
    };
    if (photo.thumb) show(photo.thumb, "image/jpeg");
    else store.get("photos", photo.photo_uuid).then((row) => row?.bytes && show(row.bytes, row.mime)).catch((error) => console.error(error));
    return img;
  }

  function printedAnew(photo, number) {
    const name = worded(texts.photo, { number }), picture = pictureOf(photo, name);
    const remove = element("button", { class: "btn btn-small btn-plain", type: "button", onclick: () => drop(photo) }, worded(texts.remove_photo, { number }));
    return element("li", { class: "photo" }, picture, stateOf(photo), remove);
  }

  function stateOf(photo) {
    if (photo.problem) return state("warn", "alert", photo.problem === "lost" ? texts.retake : photo.problem);
    if (photo.state === "sent" || photo.state === "received") return state("good", "check", texts.photo_received);
    return state("", "phone", worded(texts.photo_saved, { size: size(photo.size) }));
  }

  /** Taken away by the shopper: the row stays as a mark, so that a copy already sent is not counted. */
  async function drop(photo) {
    if (draft.readOnly) return; // sent meanwhile
    await store.update("photos", photo.photo_uuid, (row) => row && { ...row, bytes: null, thumb: null, state: "removed" });
    await draft.flush({ photos_changed: Date.now() });
    await printAll();
  }
}

const pick = ({ bytes, mime, sha256, width, height }) => ({ bytes, mime, sha256, width, height });
