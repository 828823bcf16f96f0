// Runs in <head> before the first paint, so that nothing flashes: what this browser remembers, on <html>.
{
  const root = document.documentElement;
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const theme = remembered("moonpager-theme");
  root.classList.add("js");
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (remembered("moonpager-unit") === "in") root.dataset.unit = "in";
}
