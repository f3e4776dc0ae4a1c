// Runs before everything else in the page and measures from inside it. `target` is what a person would use first,
// `field` what is written in, `answers` the answers that stand there; all three lie in the shadow root of `host`.
({ host, target, field, answers, server }) => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const root = () => (host ? document.querySelector(host)?.shadowRoot : document);

  const usable = (selector) => {
    const element = root()?.querySelector(selector);
    if (!element?.checkVisibility({ visibilityProperty: true, opacityProperty: true })) return false;
    const { left, top, width, height } = element.getBoundingClientRect();
    if (width === 0 || height === 0) return false;
    const hit = root().elementFromPoint(left + width / 2, top + height / 2);
    return hit !== null && element.contains(hit);
  };

  /** The time two animation frames after it can be used. */
  const whenUsable = async (selector) => {
    while (!usable(selector)) await frame();
    await frame();
    await frame();
    return performance.now();
  };

  /** Milliseconds of each request to the bot, from the call until its JSON is read. */
  let requests = [];
  const realFetch = window.fetch;
  window.fetch = async (...all) => {
    const begun = performance.now();
    const response = await realFetch(...all);
    const json = response.json.bind(response);
    response.json = async () => {
      const content = await json();
      requests.push(performance.now() - begun);
      return content;
    };
    return response;
  };
  const away = () => requests.reduce((sum, one) => sum + one, 0);

  const texts = () => Array.from(root().querySelectorAll(answers), (one) => one.textContent.trim()).filter(Boolean);

  /** From Enter until there are more answers than before: in the DOM, and in the first frame that finds them there. */
  const listen = () =>
    new Promise((resolve) => {
      const before = texts().length;
      let begun, inDom;
      const observer = new MutationObserver(() => {
        if (inDom === undefined && texts().length > before) inDom = performance.now();
      });
      const look = () => {
        if (texts().length === before) return requestAnimationFrame(look);
        const shown = performance.now();
        observer.disconnect();
        resolve({ inDom: inDom - begun, shown: shown - begun, away: away(), said: texts().slice(before).join("\n") });
      };
      const pressed = (event) => {
        if (event.key !== "Enter" || !event.isTrusted) return;
        begun = performance.now();
        requests = [];
        removeEventListener("keydown", pressed, true);
        observer.observe(root(), { childList: true, subtree: true, characterData: true });
        requestAnimationFrame(look);
      };
      addEventListener("keydown", pressed, true);
    });

  const bare = conversation(server);
  let longTasks = 0;
  let awaited;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks += duration;
  }).observe({ type: "longtask", buffered: true });
  addEventListener(
    "click",
    (event) => {
      if (!event.isTrusted) return;
      const begun = performance.now();
      window.benchmark.opened = whenUsable(field).then((end) => end - begun);
    },
    true,
  );

  window.benchmark = {
    ready: whenUsable(target),
    longTasks: () => longTasks,
    listen: () => void (awaited = listen()),
    answered: () => awaited,
    async bare(text) {
      const begun = performance.now();
      requests = [];
      const parts = await bare(text);
      const place = document.createElement("p");
      place.textContent = parts.map((part) => part.text ?? "").join("\n");
      document.body.append(place);
      const inDom = performance.now();
      await frame();
      const shown = performance.now();
      const said = place.textContent;
      place.remove();
      return { inDom: inDom - begun, shown: shown - begun, away: away(), said };
    },
  };
}
