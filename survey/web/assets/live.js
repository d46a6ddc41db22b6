// Draws each live chart from the options beside its still chart, and only then
// takes the still chart's place. The still one stays for who does not see.
(() => {
  'use strict';
  if (!window.echarts) return;
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  for (const figure of document.querySelectorAll('[data-chart]')) {
    const live = figure.querySelector('.live');
    try {
      const options = JSON.parse(figure.querySelector('script').textContent);
      if (!options) continue;
      live.hidden = false;
      const chart = echarts.init(live, dark ? 'dark' : null, { renderer: 'canvas' });
      chart.setOption({ backgroundColor: 'transparent', ...options, animation: !calm && options.animation !== false });
      new ResizeObserver(() => chart.resize()).observe(live);
      figure.querySelector('.still').classList.add('replaced');
    } catch (e) {
      live.hidden = true;
      console.error(e);
    }
  }
})();
