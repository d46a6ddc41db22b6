// Draws each live chart from the options beside its still chart, and only then
// takes the still chart's place. The still one stays for who does not see, and for
// who only looks: the library is large, and comes once somebody moves on the page and
// a chart is in view.
(() => {
  'use strict';
  const library = document.currentScript.dataset.library;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const drawn = [];

  // The colours are the page's own, so that both charts look alike in the dark.
  const colours = (options) => {
    const style = getComputedStyle(document.documentElement);
    const [ink, soft, bar, rule] = ['--ink', '--soft', '--bar', '--rule'].map((n) => style.getPropertyValue(n).trim());
    const axis = { axisLabel: { color: soft, fontSize: 13 }, axisLine: { lineStyle: { color: rule } } };
    return {
      backgroundColor: 'transparent', xAxis: axis, yAxis: axis,
      series: options.series.map(({ data }) => ({
        itemStyle: { color: bar },
        data: data.map((d) => ({ ...d, label: { ...d.label, color: ink, fontSize: 13 } })),
      })),
    };
  };

  const draw = (section) => {
    const live = section.querySelector('.live');
    try {
      const options = JSON.parse(section.querySelector('script').textContent);
      if (!options) return;
      live.hidden = false;
      const chart = echarts.init(live, null, { renderer: 'canvas' });
      chart.setOption({ ...options, animation: !calm && options.animation !== false });
      chart.setOption(colours(options));
      new ResizeObserver(() => chart.resize()).observe(live);
      drawn.push(() => chart.setOption(colours(options)));
      section.querySelector('.still')?.classList.add('replaced');
      section.parentElement.classList.add('live-drawn');
    } catch (e) {
      live.hidden = true;
      console.error(e);
    }
  };

  let loading;
  const load = () => (loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = library;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  }));

  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      load().then(() => draw(target), () => {}); // without it the still chart stays
    }
  }, { rootMargin: '200px' });
  const stirs = ['scroll', 'pointermove', 'pointerdown', 'keydown', 'focusin'];
  const stirred = () => {
    stirs.forEach((kind) => removeEventListener(kind, stirred));
    document.querySelectorAll('[data-chart]').forEach((section) => seen.observe(section));
  };
  stirs.forEach((kind) => addEventListener(kind, stirred, { passive: true }));
  dark.addEventListener('change', () => drawn.forEach((paint) => paint()));
})();
