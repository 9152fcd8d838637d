// A row of links that does not fit is scrolled to the one of this page.
export default function showCurrent(row) {
  const link = row.querySelector("[aria-current]");
  if (link) row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
}
