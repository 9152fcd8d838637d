// A page that shows work in progress: fetches itself again and takes over the part with its own id, until that part is
// gone; then the page is loaded anew with the result. Without JavaScript a <noscript> refresh does the same.
export default function poll(part) {
  const seconds = Number(part.dataset.seconds) || 2;

  async function look() {
    let answer;
    try {
      answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    } catch {
      return again(); // no signal: the work goes on without us
    }
    if (!answer.ok || answer.redirected) return location.reload();
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(part.id);
    if (!fresh) return location.reload();
    part.replaceChildren(...fresh.childNodes);
    return again();
  }

  function again() {
    setTimeout(look, seconds * 1000);
  }
  again();
}
