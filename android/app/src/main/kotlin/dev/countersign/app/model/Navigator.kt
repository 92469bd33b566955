package dev.countersign.app.model

/**
 * The screens on top of each other. A value: each step makes a new one.
 *
 * @property stack From the first screen to the one in front; never empty.
 */
data class Navigator(val stack: List<Model>) {
    /** What is behind the screen in front. */
    val top: Model get() = stack.last()

    /** After [step]. The first screen stays, whatever is asked. */
    fun after(step: Step): Navigator =
        when (step) {
            Step.Stay, is Step.Ask -> this
            Step.Back -> if (stack.size > 1) Navigator(stack.dropLast(1)) else this
            Step.Home -> Navigator(stack.take(1))
            is Step.Open -> Navigator(stack + step.model)
            is Step.Replace -> Navigator(stack.dropLast(1) + step.model)
        }

    /** With the request in front: above whatever is there, and only once. */
    fun withRequest(
        id: String,
        make: () -> Model,
    ): Navigator {
        val existing = stack.firstOrNull { it is RequestModel && it.request == id }
        return Navigator(if (existing == null) stack + make() else stack - existing + existing)
    }
}
