package dev.countersign.app.model

/**
 * When approving may be tapped: after the screen was in front of the person for half a second, and never while another app draws over it.
 * A tap meant for what was there before, or for what seems to be there, approves nothing.
 */
internal class Arming(private val clock: Clock) {
    private var since: Long? = null

    /** Whether another app draws over the screen. */
    var isObscured = false
        private set

    /** When approving may be tapped, by the clock; `null` when that is not a question of time. */
    val armedAt: Long? get() = since?.takeUnless { isObscured }?.plus(DELAY)

    /** Whether approving may be tapped now. */
    val isArmed: Boolean get() = armedAt?.let { clock.millis() >= it } ?: false

    fun appeared() {
        since = clock.millis()
    }

    /** Something else is on the screen from now on, which has to be seen first. */
    fun renewed() {
        if (since != null) since = clock.millis()
    }

    fun disappeared() {
        since = null
    }

    fun obscured(now: Boolean) {
        if (isObscured && !now) renewed()
        isObscured = now
    }

    private companion object {
        const val DELAY = 500L
    }
}
