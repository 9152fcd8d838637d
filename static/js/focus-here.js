// Moves the focus to the error summary, so that a screen reader and a phone begin where something is to be put right.
export default function focusHere(element) {
  element.focus();
}
