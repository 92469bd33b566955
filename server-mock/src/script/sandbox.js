// Readies a fresh engine: no code from strings, no shared memory, and only the time and randomness that the host gives.
(function (nowText, seedText) {
    "use strict";
    const { apply, construct, defineProperty, getPrototypeOf } = Reflect;

    // The constructors of all four kinds of functions compile strings.
    const Refused = function Function() {
        throw new EvalError("code cannot be made from strings");
    };
    const kinds = [function () {}, async function () {}, function* () {}, async function* () {}];
    defineProperty(Refused, "prototype", { value: getPrototypeOf(kinds[0]), writable: false });
    for (const kind of kinds) {
        defineProperty(getPrototypeOf(kind), "constructor", { value: Refused });
    }
    defineProperty(globalThis, "Function", { value: Refused, writable: true, configurable: true });
    for (const name of ["eval", "queueMicrotask", "SharedArrayBuffer", "Atomics"]) {
        delete globalThis[name];
    }

    const now = Number(nowText);
    const Real = Date;
    const { parse, UTC } = Real;
    const zone = /(?:z|gmt|utc|[+-]\d\d:?\d\d)\s*(?:\(.*\))?$/i;
    const day = /^[+-]?\d{4,6}(?:-\d\d){0,2}$/;

    // A text without a zone means UTC, whatever the host's zone is.
    const read = (text) => parse(zone.test(text) || day.test(text) ? text : /\dT\d/.test(text) ? text + "Z" : text + " UTC");
    const time = (parts) => {
        if (parts.length === 0) {
            return now;
        }
        if (parts.length > 1) {
            return apply(UTC, undefined, parts);
        }
        const value = parts[0] instanceof Real ? parts[0].getTime() : parts[0];
        return typeof value === "string" ? read(value) : Number(value);
    };
    const Virtual = function Date(...parts) {
        return new.target === undefined ? new Virtual().toString() : construct(Real, [time(parts)], new.target);
    };
    Virtual.prototype = Real.prototype;
    Virtual.now = () => now;
    Virtual.parse = (text) => read(String(text));
    Virtual.UTC = UTC;
    const fields = ["FullYear", "Month", "Date", "Hours", "Minutes", "Seconds", "Milliseconds", "Day"];
    const methods = { constructor: Virtual, getTimezoneOffset: () => 0 };
    for (const field of fields) {
        methods["get" + field] = Real.prototype["getUTC" + field];
        methods["set" + field] = Real.prototype["setUTC" + field];
    }
    const words = (date) => date.toUTCString().split(/,? /);
    const dayText = (date) => (([name, number, month, year]) => `${name} ${month} ${number} ${year}`)(words(date));
    const timeText = (date) => `${words(date)[4]} GMT+0000 (UTC)`;
    const when = (text) => function () {
        return isNaN(this) ? "Invalid Date" : text(this);
    };
    methods.toString = methods.toLocaleString = when((date) => `${dayText(date)} ${timeText(date)}`);
    methods.toDateString = methods.toLocaleDateString = when(dayText);
    methods.toTimeString = methods.toLocaleTimeString = when(timeText);
    for (const name of Object.keys(methods)) {
        if (methods[name] !== undefined) {
            defineProperty(Real.prototype, name, { value: methods[name], writable: true, configurable: true });
        }
    }
    delete Real.prototype.getYear;
    delete Real.prototype.setYear;
    defineProperty(globalThis, "Date", { value: Virtual, writable: true, configurable: true });

    let state = Math.imul(Number(seedText) + 1, 0x9e3779b1) || 1;
    Math.random = () => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        return (state >>> 0) / 0x100000000;
    };
})
