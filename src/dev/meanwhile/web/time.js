// Times and durations, by the server's clock.

import {h, text, attribute} from './dom.js';

const ABSOLUTE = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
const UNITS = [['d', 86400], ['h', 3600], ['min', 60], ['s', 1]];

// Server minus browser, in milliseconds; small differences are those of the Date field, which has whole seconds.
let skew = 0;

export function learnClock(dateField) {
  const difference = Date.parse(dateField) - Date.now();
  skew = Math.abs(difference) > 2000 ? difference : 0;
}

export function now() {
  return Date.now() + skew;
}

/** A duration in words: "340 ms", "4.2 s", "3 min 5 s". */
export function duration(millis) {
  const positive = Math.max(0, millis);
  if (positive < 1000) {
    return Math.round(positive) + ' ms';
  }
  if (positive < 60_000) {
    return (Math.floor(positive / 100) / 10).toFixed(1) + ' s';
  }
  return units(positive / 1000, 2);
}

/** Two clock readings apart: "2 min ago", "in 5 s", "just now". */
function relative(millis) {
  const seconds = Math.abs(millis) / 1000;
  if (seconds < 1) {
    return 'now';
  }
  return millis < 0 ? units(seconds, 1) + ' ago' : 'in ' + units(seconds, 1);
}

function units(seconds, count) {
  let rest = Math.floor(seconds);
  const first = UNITS.findIndex(([, size]) => rest >= size);
  return UNITS.slice(Math.max(0, first), first + count)
    .map(([name, size]) => {
      const amount = Math.floor(rest / size);
      rest -= amount * size;
      return amount + ' ' + name;
    })
    .filter((part, index) => index === 0 || !part.startsWith('0 ')).join(' ');
}

/** Seconds without decimals, for what ticks. */
function ticking(millis) {
  return Math.max(0, millis) < 1000 ? '0 s' : units(Math.max(0, millis) / 1000, 2);
}

/** A <time> that says how long ago, and when exactly as its title. */
export function ago(iso) {
  return setAgo(h('time', {class: 'ago'}), iso);
}

export function setAgo(element, iso) {
  if (!iso) {
    attribute(element, 'datetime', null);
    attribute(element, 'title', null);
    return text(element, '–');
  }
  attribute(element, 'datetime', iso);
  attribute(element, 'title', absolute(iso));
  return text(element, relative(Date.parse(iso) - now()));
}

export function absolute(iso) {
  return ABSOLUTE.format(new Date(iso));
}

/** Shows the time between two moments; without the second it goes on. */
export function setSpan(element, from, to) {
  attribute(element, 'data-since', from && !to ? from : null);
  if (!from) {
    return text(element, '–');
  }
  return text(element, to ? duration(Date.parse(to) - Date.parse(from)) : ticking(now() - Date.parse(from)));
}

/** Brings all moving times up to date. */
export function tick() {
  for (const element of document.querySelectorAll('time.ago[datetime]')) {
    setAgo(element, element.dateTime);
  }
  for (const element of document.querySelectorAll('[data-since]')) {
    setSpan(element, element.dataset.since, null);
  }
}
