// Runs in <head> before the first paint, so that nothing flashes: what this browser remembers, on <html>.
{
  const root = document.documentElement;
  const remembered = (name) => { try { return localStorage.getItem(name); } catch { return null; } };
  const theme = remembered("moonpager-theme");
  root.classList.add("js");
  // Each document begins with a fresh state: the one of the document before would show for a moment, and what is typed
  // into its forms meanwhile would be gone with it. "token" is Reflex's name of the state.
  try { sessionStorage.removeItem("token"); } catch { /* storage is off */ }
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  if (remembered("moonpager-unit") === "in") root.dataset.unit = "in";
}
