// A row of links that does not fit is scrolled to the one of this page; again when the phone is turned.
export default function showCurrent(row) {
  const link = row.querySelector("[aria-current]");
  if (!link) return;
  const show = () => (row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2);
  show();
  addEventListener("resize", show);
}
