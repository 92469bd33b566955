//! One engine, from its start to its end: evaluates texts, calls the environment, drives the queue of jobs.

use std::rc::Rc;

use rquickjs::context::{EvalOptions, intrinsic};
use rquickjs::{Context, Ctx, Error, Function, Object, Runtime, Value};

use super::error::ScriptError;
use super::exception;
use super::limits::{Limits, MEMORY, STACK, Surroundings};
use super::meter::Meter;
use super::rejections::Rejections;

/// A fresh engine with nothing in it but the language.
pub(crate) struct Sandbox<'js> {
    ctx: Ctx<'js>,
    meter: Rc<Meter>,
    rejections: Rc<Rejections>,
    file: &'static str,
}

/// A value that never leaves the engine.
pub(crate) struct Evaluated<'js>(Value<'js>);

/// The functions that an environment gives the host.
pub(crate) struct Host<'js, 'a> {
    functions: Object<'js>,
    sandbox: &'a Sandbox<'js>,
}

impl<'js> Sandbox<'js> {
    /// Starts an engine for the scripts called `file`, and works in it.
    pub(super) fn enter<T>(
        file: &'static str,
        limits: Limits,
        surroundings: Surroundings,
        work: impl FnOnce(&Sandbox<'_>) -> Result<T, ScriptError>,
    ) -> Result<T, ScriptError> {
        let runtime = Runtime::new().map_err(|_| ScriptError::Memory)?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let meter = Rc::new(Meter::start(limits));
        let polled = Rc::clone(&meter);
        runtime.set_interrupt_handler(Some(Box::new(move || polled.poll())));
        let rejections = Rc::new(Rejections::default());
        let noted = Rc::clone(&rejections);
        runtime.set_host_promise_rejection_tracker(Some(Box::new(move |_, promise, reason, is_handled| {
            noted.note(&promise, &reason, is_handled, file);
        })));
        let context = Context::custom::<Language>(&runtime).map_err(|_| ScriptError::Memory)?;
        context.with(|ctx| {
            let sandbox = Sandbox { ctx, meter, rejections, file };
            sandbox.ready(surroundings)?;
            work(&sandbox)
        })
    }

    /// Evaluates an environment: the text of a function that gives an object of functions.
    pub(crate) fn environment<'a>(&'a self, text: &str) -> Result<Host<'js, 'a>, ScriptError> {
        let create: Function<'js> = self.attempt(self.eval(ENVIRONMENT, text))?;
        let functions = self.attempt(create.call(()))?;
        Ok(Host { functions, sandbox: self })
    }

    /// Evaluates a script of the author's and gives its last value to no one but [`Host::hand`].
    pub(crate) fn evaluate(&self, text: &str) -> Result<Evaluated<'js>, ScriptError> {
        let value = self.attempt(self.eval(self.file, text))?;
        self.drain()?;
        Ok(Evaluated(value))
    }

    /// Work done so far, in polls.
    pub(crate) fn polls(&self) -> u32 {
        self.meter.used()
    }

    /// Takes away what runs code from strings or shares memory, and puts the given time and randomness in.
    fn ready(&self, surroundings: Surroundings) -> Result<(), ScriptError> {
        let ready: Function<'js> = self.attempt(self.eval(ENVIRONMENT, include_str!("sandbox.js")))?;
        self.attempt(ready.call((surroundings.now.saturating_mul(1_000).to_string(), surroundings.seed.to_string())))
    }

    fn eval<V: rquickjs::FromJs<'js>>(&self, file: &str, text: &str) -> rquickjs::Result<V> {
        let mut options = EvalOptions::default();
        options.strict = false;
        options.filename = Some(file.to_owned());
        self.ctx.eval_with_options(text, options)
    }

    /// Runs the jobs that promises left, each for a poll.
    fn drain(&self) -> Result<(), ScriptError> {
        while self.ctx.execute_pending_job() {
            if self.meter.poll() {
                return Err(ScriptError::Budget);
            }
        }
        self.rejections.take().map_or(Ok(()), Err)
    }

    fn attempt<T>(&self, result: rquickjs::Result<T>) -> Result<T, ScriptError> {
        result.map_err(|error| {
            let error = if error.is_exception() {
                exception::take(&self.ctx, self.file)
            } else if matches!(error, Error::Allocation) {
                ScriptError::Memory
            } else if matches!(error, Error::InvalidString(_)) {
                ScriptError::Syntax { at: None, text: "a NUL character".to_owned() }
            } else {
                ScriptError::Result("a value of another type")
            };
            if self.meter.is_over() { ScriptError::Budget } else { error }
        })
    }
}

impl<'js> Host<'js, '_> {
    /// Calls a function of the environment with text, runs the jobs that are left, and gives the text it returned.
    pub(crate) fn call(&self, name: &str, argument: &str) -> Result<String, ScriptError> {
        let function = self.function(name)?;
        let text = self.sandbox.attempt(function.call((argument,)))?;
        self.sandbox.drain()?;
        Ok(text)
    }

    /// Calls a function of the environment with a value that the author's script made.
    pub(crate) fn hand(&self, name: &str, value: Evaluated<'js>) -> Result<(), ScriptError> {
        let function = self.function(name)?;
        self.sandbox.attempt(function.call((value.0,)))
    }

    fn function(&self, name: &str) -> Result<Function<'js>, ScriptError> {
        self.sandbox.attempt(self.functions.get(name))
    }
}

/// The language without clocks, weak references and what belongs to browsers.
type Language = (
    intrinsic::Date,
    intrinsic::Eval,
    intrinsic::RegExpCompiler,
    intrinsic::RegExp,
    intrinsic::Json,
    intrinsic::Proxy,
    intrinsic::MapSet,
    intrinsic::TypedArrays,
    intrinsic::Promise,
);

/// The file name of host code in stack traces.
const ENVIRONMENT: &str = "environment";
