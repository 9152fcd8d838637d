// A button that switches light and dark. The choice is a cookie, so that the server prints data-theme and nothing flashes.
const YEAR = 31536000;
const root = document.documentElement;

const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

export default function themeToggle(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    root.dataset.theme = isDark() ? "light" : "dark";
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
  });
}
