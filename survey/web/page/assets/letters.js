// How far a download of letters is: asked for while it goes on.
const box = document.querySelector("[data-progress]");
if (box) {
  const bar = box.querySelector("progress");
  const text = box.querySelector("[role=status]");
  box.querySelector(".noscript").hidden = true;
  let asking = 0;
  const ask = async () => {
    try {
      const at = await (await fetch(box.dataset.progress)).json();
      if (at.total > 0) {
        bar.hidden = false;
        bar.max = at.total;
        bar.value = at.done;
        const number = (n) => n.toLocaleString(document.documentElement.lang);
        text.textContent = at.finished && at.done === at.total
          ? box.dataset.done
          : box.dataset.far.replace("#1", number(at.done)).replace("#2", number(at.total));
      }
      if (at.finished) {
        clearInterval(asking);
        asking = 0;
      }
    } catch {
      // No answer this time; the download itself shows whether it goes on.
    }
  };
  const start = () => {
    if (!asking) asking = setInterval(ask, 500);
  };
  box.querySelector("a").addEventListener("click", start);
  if (!bar.hidden) start();
}
