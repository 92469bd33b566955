package dev.countersign.app.screens

/**
 * What a person sees and can do now. A renderer draws it and decides nothing.
 *
 * @property id Which screen it is, for example `request`.
 * @property title Its title.
 * @property items What is on it, in reading order.
 * @property back What going back does; `null` at the bottom.
 * @property secure Whether it must not be in screenshots, recordings or the list of recent apps.
 * @property announce What a screen reader says when the screen appears or this text changes.
 */
data class Screen(
    val id: String,
    val title: Text,
    val items: List<Item>,
    val back: Action? = null,
    val secure: Boolean = false,
    val announce: Text? = null,
)

/**
 * Something a person does.
 *
 * @property id What, for example `approve`.
 * @property argument To what, or with which text.
 */
data class Action(
    val id: String,
    val argument: String = "",
)

/**
 * An action and what stands on its button.
 *
 * @property label The words.
 * @property action The action.
 */
data class Labeled(
    val label: Text,
    val action: Action,
)
