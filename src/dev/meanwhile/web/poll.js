// Asks again and again, with manners: not while the page is hidden or paused, and never one question over another.

const INTERVAL = 2000;
// An answer that took long is not asked for as often: the server has other work.
const SHARE = 10;

const changed = new EventTarget();
let paused = false;

export function isPaused() {
  return paused;
}

export function setPaused(value) {
  paused = value;
  changed.dispatchEvent(new Event('change'));
}

document.addEventListener('visibilitychange', () => changed.dispatchEvent(new Event('change')));

/**
 * Calls `look(signal)` at once and then again and again until `signal` is aborted. Returns a function that makes it look
 * now. What `look` throws goes to `report`, null when it went well; the polling goes on.
 */
export function poll(look, report, signal) {
  let timer = 0;
  let looking = false;
  let again = false;
  let looked = false;

  async function run() {
    clearTimeout(timer);
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    const start = performance.now();
    do {
      again = false;
      try {
        await look(signal);
        looked = true;
        report(null);
      } catch (failure) {
        if (!signal.aborted) {
          report(failure);
        }
      }
    } while (again && !signal.aborted);
    looking = false;
    schedule(Math.max(INTERVAL, SHARE * (performance.now() - start)));
  }

  function schedule(delay) {
    clearTimeout(timer);
    if (!signal.aborted && !document.hidden && !(paused && looked)) {
      timer = setTimeout(run, delay);
    }
  }

  changed.addEventListener('change', () => schedule(0), {signal});
  signal.addEventListener('abort', () => clearTimeout(timer));
  run();
  return run;
}
