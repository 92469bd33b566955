// What a test started ends with it: the last thing first, and all of it whatever fails.

const endings = new WeakMap();

/** Runs `ending` when the test `t` ends. */
export function atEnd(t, ending) {
  if (!endings.has(t)) {
    endings.set(t, []);
    t.after(() => endAll(endings.get(t)));
  }
  endings.get(t).push(ending);
}

async function endAll(stack) {
  const failures = [];
  while (stack.length > 0) {
    try {
      await stack.pop()();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
