// The page that waits for the bank: looks whether there is a result, less and less often, and goes where it leads.
(() => {
  let pause = 2000; // milliseconds
  async function look() {
    try {
      const answer = await fetch(location.href, { redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return location.reload();
    } catch { /* no network right now: look again */ }
    pause = Math.min(pause * 1.3, 15000);
    setTimeout(look, pause);
  }
  setTimeout(look, pause);
})();
