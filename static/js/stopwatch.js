// A stopwatch for one thumb. Markup (components/stopwatch.html): a hidden .timer, and [data-minutes] [data-seconds] inputs that
// are what is sent; typing them is the way without JavaScript. A running watch survives a reload of the page in this tab.
export default function stopwatch(box) {
  const timer = box.querySelector(".timer");
  const face = timer.querySelector(".timer-time");
  const button = timer.querySelector("button");
  const words = button.querySelector("[data-words]");
  const minutes = box.querySelector("[data-minutes]");
  const seconds = box.querySelector("[data-seconds]");
  const key = `stopwatch:${location.pathname}:${minutes.name}`;
  let tick = 0;

  const recall = () => { try { return Number(sessionStorage.getItem(key)) || 0; } catch { return 0; } };
  const remember = (since) => { try { since ? sessionStorage.setItem(key, since) : sessionStorage.removeItem(key); } catch { /* storage may be off */ } };
  let since = recall();

  const typed = () => Number(minutes.value || 0) * 60 + Number(seconds.value || 0);
  const isTyped = () => minutes.value.trim() !== "" || seconds.value.trim() !== "";
  const show = (total) => { face.textContent = `${Math.floor(total / 60)}:${String(total % 60).padStart(2, "0")}`; };
  const elapsed = () => Math.max(0, Math.floor((Date.now() - since) / 1000));
  const paint = () => {
    const state = since ? "running" : isTyped() ? "done" : "idle";
    timer.dataset.state = state;
    words.textContent = button.dataset[state === "running" ? "stop" : state === "done" ? "again" : "start"];
    show(since ? elapsed() : Number.isFinite(typed()) ? typed() : 0);
  };
  const run = () => { tick = setInterval(() => show(elapsed()), 250); };

  button.addEventListener("click", () => {
    clearInterval(tick);
    if (since) {
      const total = elapsed();
      [minutes.value, seconds.value] = [Math.floor(total / 60), total % 60];
      since = 0;
      minutes.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      since = Date.now();
      run();
    }
    remember(since);
    paint();
  });
  for (const input of [minutes, seconds]) input.addEventListener("input", () => { if (!since) paint(); });
  box.closest("form")?.addEventListener("filled", paint);

  timer.hidden = false;
  const details = box.querySelector("details");
  if (details && !box.querySelector("[aria-invalid]")) details.open = false;
  if (since) run();
  paint();
}
