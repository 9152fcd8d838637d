// A draft becomes a round: the exact text that will be sent, frozen with its hash; retries send the same bytes.

import { sha256 } from "./api.js";
import { questionsOf, readForm, missingIn } from "./answers.js";

/** The pasted texts of the form, by question key. */
const textsIn = (form, fields) => {
  const given = questionsOf(form).map(({ key }) => [key, (fields.get(`e.${key}.text`)?.[0] ?? "").trim()]);
  return Object.fromEntries(given.filter(([, text]) => text));
};

/** What was pasted counts as one piece beside the photos of the rounds before, and is read from the form again. */
const textual = (base, key) => (base.texts?.[key] ? 1 : 0);

/**
 * The answers document of the round at hand.
 * @param only the questions that a return opened (null: all); the others keep what was sent before (`base`).
 */
export function roundDocument(form, fields, photos, base = null, only = null) {
  const counts = new Map(Object.entries(base?.evidence ?? {}).map(([key, sent]) => [key, sent - textual(base, key)]));
  for (const { question } of photos) counts.set(question, (counts.get(question) ?? 0) + 1);
  const { document, problems } = readForm(form, fields, counts);
  if (!only) return { document, problems };
  const merged = { situation: document.situation };
  for (const part of ["answers", "comments", "evidence"]) {
    const kept = Object.entries(base?.[part] ?? {}).filter(([key]) => !only.includes(key));
    const fresh = Object.entries(document[part]).filter(([key]) => only.includes(key));
    merged[part] = Object.fromEntries([...kept, ...fresh]);
  }
  return { document: merged, problems: problems.filter(({ question }) => only.includes(question)) };
}

export const missing = (form, document) => missingIn(form, document);

/** The outbox item of a draft: its body never changes again. */
export async function freeze(draft, form, photos, { title, base, only, removed = [], now = Date.now() }) {
  const fields = new Map(draft.fields);
  const { document } = roundDocument(form, fields, photos, base, only);
  const body = JSON.stringify({
    assignment_id: draft.assignment_id, scorecard_version_id: draft.version_id, rev: draft.rev,
    started_at: new Date(draft.started_at).toISOString(), finished_at: new Date(now).toISOString(),
    device_now: new Date(now).toISOString(), utc_offset: -new Date(now).getTimezoneOffset(),
    ...document, texts: textsIn(form, fields), place: draft.place ?? null,
    photos: photos.map(({ photo_uuid, question, sha256: hash }) => ({ photo_uuid, question, sha256: hash })),
    removed_photos: removed,
  });
  return {
    id: `${draft.uuid}/${draft.round}`, uuid: draft.uuid, round: draft.round, assignment_id: draft.assignment_id,
    title, body, sha256: await sha256(body), attempts: 0, next_at: 0, created_at: now, state: "waiting", problem: null,
  };
}
