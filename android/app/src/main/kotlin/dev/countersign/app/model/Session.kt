package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Screen

/**
 * One person using the app: screens on top of each other, and what happens to them.
 *
 * All calls come from one thread.
 *
 * @param ask Does what only the platform can do.
 */
class Session(
    private val phone: Phone,
    private val clock: Clock,
    surroundings: Surroundings,
    private val ask: (Wish, String) -> Unit,
) {
    /** Called when [screen] is to be drawn again. */
    var onChange: () -> Unit = {}

    private var navigator = Navigator(listOf(AccountsModel(phone, clock, surroundings)))
    private var visible = false
    private var obscured = false

    /** What to draw now. */
    val screen: Screen get() = navigator.top.screen

    /** Whether [tick] is to be called every second. */
    val ticks: Boolean get() = visible && navigator.top.ticks

    /** Shows what is there. Call it once. */
    suspend fun start() = entered(navigator.top)

    /** Does what the person asked for on the screen [from]; nothing when that is no longer in front. */
    suspend fun act(
        from: String,
        action: Action,
    ) {
        val model = navigator.top
        if (model.screen.id == from) follow(model, model.act(action))
    }

    /** A picture was chosen, or shared with the app; `null` when it cannot be read. */
    suspend fun picture(frame: Frame?) {
        val model = navigator.top
        if (model is AddModel) follow(model, model.picture(frame)) else add(Parcel.Picture(frame))
    }

    /** The code in what the camera sees, if there is one. */
    suspend fun read(frame: Frame): String? =
        try {
            phone.read(frame)
        } catch (_: TroubleException) {
            null
        }

    /** A second has passed. */
    suspend fun tick() {
        val model = navigator.top
        follow(model, model.tick())
    }

    /** Shows a request, above whatever is there. */
    suspend fun show(request: String) = go(navigator.withRequest(request) { RequestModel(phone, clock, request) })

    /** Previews a code from a link or another app. */
    suspend fun open(code: String) = add(Parcel.Code(code))

    /** Shows requests as they come. Runs until it is canceled. */
    suspend fun watch() = phone.waiting().collect { show(it) }

    /** The app is in front of the person, or no longer. */
    fun visible(now: Boolean) {
        if (visible == now) return
        visible = now
        if (now) navigator.top.appeared() else navigator.top.disappeared()
    }

    /** Another app draws over this one, or does no longer. */
    fun obscured(now: Boolean) {
        if (obscured == now) return
        obscured = now
        navigator.top.obscured(now)
    }

    private suspend fun add(parcel: Parcel) = go(navigator.after(Step.Open(AddModel(phone, parcel))))

    /** What [model] wants; nothing when the person has gone on meanwhile. */
    private suspend fun follow(
        model: Model,
        step: Step,
    ) {
        if (navigator.top !== model) return
        if (step is Step.Ask) ask(step.wish, step.argument)
        go(navigator.after(step))
    }

    private suspend fun go(next: Navigator) {
        val before = navigator.top
        navigator = next
        if (next.top === before) return onChange()
        before.disappeared()
        before.onChange = {}
        entered(next.top)
    }

    private suspend fun entered(model: Model) {
        model.onChange = { onChange() }
        onChange()
        model.obscured(obscured)
        if (visible) model.appeared()
        follow(model, model.load())
    }
}
