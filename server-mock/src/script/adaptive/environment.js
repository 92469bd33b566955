// What a conditional authentication script can use. The host calls the functions that this one returns.
(function () {
    "use strict";
    const { parse, stringify } = JSON;
    const { getOwnPropertyDescriptor: describe, getOwnPropertyNames: names, setPrototypeOf } = Object;
    const { apply, get } = Reflect;
    const functionText = Function.prototype.toString;
    const lower = String.prototype.toLowerCase;

    // Lists and records without prototypes stay whole whatever a script does to the prototypes.
    const list = () => setPrototypeOf([], null);
    const append = (items, item) => {
        items[items.length] = item;
    };

    let chain = list();
    let lines = list();
    let steps = null;
    let callback = null;

    function say(level, values) {
        let text = "";
        for (let i = 0; i < values.length; i += 1) {
            text += (i > 0 ? " " : "") + String(values[i]);
        }
        if (lines.length < 200) {
            append(lines, { __proto__: null, level, text });
        }
    }

    function fragment(events, name) {
        const value = events?.[name];
        if (value === undefined || value === null) {
            return null;
        }
        if (typeof value !== "function" || value.lineNumber === undefined) {
            throw new TypeError(`${name} must be a function of this script`);
        }
        const text = apply(functionText, value, []);
        return { __proto__: null, text, line: value.lineNumber, column: value.columnNumber };
    }

    const isTrue = (value) => value === true || value === "true";

    function readOptions(options) {
        const wanted = options?.authenticationOptions;
        let authenticators = null;
        if (wanted !== undefined && wanted !== null) {
            authenticators = list();
            for (let i = 0; i < wanted.length; i += 1) {
                append(authenticators, String(wanted[i].authenticator ?? wanted[i].idp));
            }
        }
        const step = options?.stepOptions;
        return {
            __proto__: null,
            forceAuthentication: isTrue(step?.forceAuth),
            subjectIdentifier: isTrue(step?.markAsSubjectIdentifierStep),
            subjectAttributes: isTrue(step?.markAsSubjectAttributeStep),
            authenticators,
        };
    }

    function record(values) {
        const texts = { __proto__: null };
        for (const name of names(values ?? {})) {
            texts[name] = String(values[name]);
        }
        return texts;
    }

    const environment = {
        executeStep(step, ...rest) {
            if (steps === null) {
                throw new TypeError("executeStep works only while a login runs");
            }
            const number = Number(step);
            if (steps[number] === undefined) {
                throw new RangeError(`the login flow has no step ${String(step)}`);
            }
            const options = rest.length > 1 ? rest[0] : null;
            const events = rest.length > 0 ? rest[rest.length - 1] : null;
            if (rest.length === 1 && (events?.stepOptions ?? events?.authenticationOptions) !== undefined) {
                say("warn", ["executeStep: options without callbacks have no effect"]);
            }
            append(chain, {
                __proto__: null,
                step: number,
                options: readOptions(options),
                onSuccess: fragment(events, "onSuccess"),
                onFail: fragment(events, "onFail"),
            });
        },
        fail(values) {
            append(chain, { __proto__: null, fail: record(values) });
        },
        sendError(url, values) {
            append(chain, { __proto__: null, page: url === undefined || url === null ? null : String(url), fail: record(values) });
        },
        hasRole: (user, role) => has(user?.roles, [role]),
        hasAnyOfTheRoles: (user, roles) => has(user?.roles, roles),
        isMemberOfAnyOfGroups: (user, groups) => has(user?.groups, groups),
        Log: {
            debug: (...values) => say("debug", values),
            info: (...values) => say("info", values),
            warn: (...values) => say("warn", values),
            error: (...values) => say("error", values),
        },
    };

    function has(owned, wanted) {
        for (let i = 0; i < (owned?.length ?? 0); i += 1) {
            for (let j = 0; j < wanted.length; j += 1) {
                if (owned[i] === wanted[j]) {
                    return true;
                }
            }
        }
        return false;
    }

    for (const name of names(environment)) {
        Object.defineProperty(globalThis, name, { value: environment[name], writable: true, configurable: true });
    }
    const given = setPrototypeOf(new Set(names(globalThis)), { __proto__: null, has: Set.prototype.has });

    // Names that a client chooses must not reach what objects inherit.
    function bare(values) {
        return setPrototypeOf(values, null);
    }

    function readContext(text) {
        const context = parse(text);
        bare(context.request.params);
        bare(context.request.cookies);
        const headers = bare(context.request.headers);
        context.request.headers = new Proxy(headers, {
            get: (target, name) => get(target, typeof name === "string" ? apply(lower, name, []) : name),
        });
        steps = bare(context.steps);
        return context;
    }

    function globals() {
        const saved = { __proto__: null };
        for (const name of names(globalThis)) {
            const property = given.has(name) ? undefined : describe(globalThis, name);
            if (property === undefined || !("value" in property)) {
                continue;
            }
            try {
                const text = stringify(property.value);
                if (text !== undefined) {
                    saved[name] = text;
                }
            } catch {
                say("warn", [`the variable ${name} cannot be kept until the next step`]);
            }
        }
        return saved;
    }

    return {
        // Calls the entry point of the script.
        login(text) {
            const context = readContext(text);
            // The script's own global, however it was declared.
            if (typeof onLoginRequest !== "function") {
                throw new TypeError("onLoginRequest is not a function");
            }
            onLoginRequest(context);
            return "";
        },
        // Whether there is an entry point.
        isComplete: () => String(typeof onLoginRequest === "function"),
        // Puts the variables back, and forgets what evaluating the script again has said.
        restore(text) {
            const saved = bare(parse(text));
            for (const name of names(saved)) {
                globalThis[name] = parse(saved[name]);
            }
            lines = list();
            return "";
        },
        // Takes the callback that is to be called: a function, or a record with one method.
        choose(value) {
            callback = typeof value === "function" ? value : value[names(value)[0]];
        },
        // Calls the callback.
        resume(text) {
            const context = readContext(text);
            callback(context, {});
            return "";
        },
        report: () => {
            const saved = globals();
            return stringify({ __proto__: null, chain, globals: saved, lines });
        },
    };
})
