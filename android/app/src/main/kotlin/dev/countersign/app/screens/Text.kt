package dev.countersign.app.screens

import java.time.Instant

/** Text to show, not yet in any language. */
sealed interface Text {
    /**
     * Words of ours.
     *
     * @property key Name of a string resource.
     * @property arguments What its placeholders stand for, in order.
     */
    data class Words(val key: String, val arguments: List<Text>) : Text

    /**
     * Words of ours that depend on a number, which is their first placeholder.
     *
     * @property key Name of a plurals resource.
     * @property quantity The number.
     * @property arguments What the placeholders after the first stand for.
     */
    data class Count(val key: String, val quantity: Int, val arguments: List<Text>) : Text

    /**
     * Words of somebody else: names, places, messages. Shown as they are, apart from the text around them.
     *
     * @property value The words.
     */
    data class Outside(val value: String) : Text

    /**
     * Digits in the order they are typed, also where people write from right to left. Spoken one by one.
     *
     * @property value The digits.
     */
    data class Digits(val value: String) : Text

    /**
     * A point in time, shown as the person's language and region do.
     *
     * @property at When.
     */
    data class Moment(val at: Instant) : Text
}

/** Words of ours. */
fun words(
    key: String,
    vararg arguments: Text,
): Text = Text.Words(key, arguments.toList())

/** Words of ours that depend on a number. */
fun count(
    key: String,
    quantity: Int,
    vararg arguments: Text,
): Text = Text.Count(key, quantity, arguments.toList())

/** Words of somebody else. */
fun outside(value: String): Text = Text.Outside(value)
