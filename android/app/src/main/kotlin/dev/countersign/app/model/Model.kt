package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Screen

/**
 * What is behind one screen. All calls come from one thread, one after the other at their suspension points.
 *
 * After [changed] was called, [screen] has something new.
 */
abstract class Model {
    /** Called when the screen is to be drawn again. */
    var onChange: () -> Unit = {}

    /** What to draw now. */
    abstract val screen: Screen

    /** Whether [tick] does something. */
    open val ticks: Boolean get() = false

    /** Fetches what the screen shows. Called when the screen comes to the top, again each time. */
    open suspend fun load(): Step = Step.Stay

    /** Does what the person asked for. Actions that are not of this screen do nothing. */
    abstract suspend fun act(action: Action): Step

    /** A second has passed. */
    open suspend fun tick(): Step = Step.Stay

    /** The screen is in front of the person from now on. */
    open fun appeared() = Unit

    /** The screen is covered or gone: secrets are hidden again. */
    open fun disappeared() = Unit

    /** Another app draws over this one, or does no longer. */
    open fun obscured(now: Boolean) = Unit

    /** Tells that the screen changed. */
    protected fun changed() = onChange()
}

/** Milliseconds that only go forward, also while the phone sleeps. */
fun interface Clock {
    /** Milliseconds since some moment. */
    fun millis(): Long
}

/** What follows from an action. */
sealed interface Step {
    /** Nothing: the screen tells. */
    data object Stay : Step

    /** To the screen below. */
    data object Back : Step

    /** To the first screen. */
    data object Home : Step

    /**
     * Another screen above this one.
     *
     * @property model What is behind it.
     */
    data class Open(val model: Model) : Step

    /**
     * Another screen instead of this one.
     *
     * @property model What is behind it.
     */
    data class Replace(val model: Model) : Step

    /**
     * Something that only the platform can do. What comes of it arrives as an action.
     *
     * @property wish What.
     * @property argument With which text.
     */
    data class Ask(
        val wish: Wish,
        val argument: String = "",
    ) : Step {
        override fun toString(): String = "Ask($wish)"
    }
}

/** What only the platform can do. */
enum class Wish {
    /** Copy a secret text, hidden from previews and removed after a while. */
    COPY,

    /** Let the person choose a picture; arrives at [Session.picture]. */
    PICTURE,

    /** Read what was copied; arrives as `code`. */
    PASTE,

    /** Hand a text to an app that the person chooses. */
    SHARE,

    /** May the camera be used? Arrives as `camera`. */
    CAMERA,

    /** Open the settings of this app's notifications. */
    NOTIFICATION_SETTINGS,

    /** Open the settings of the screen lock. */
    LOCK_SETTINGS,

    /** Open the settings of this app. */
    APP_SETTINGS,
}
