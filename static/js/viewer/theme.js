// Follows the light or dark theme of the system; Bootstrap reads the attribute. Loaded before the
// page is drawn, so that nobody in a dark room is flashed at.

(() => {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => {
    document.documentElement.dataset.bsTheme = dark.matches ? "dark" : "light";
  };
  dark.addEventListener("change", follow);
  follow();
})();
