package dev.countersign.app.screens

import java.time.Instant

/** The texts of one language: on a phone its resources. */
interface Wording {
    /** A string with placeholders such as `%1$s`. */
    fun string(key: String): String

    /** A string whose form depends on [quantity]; `%1$s` stands for the number. */
    fun plural(
        key: String,
        quantity: Int,
    ): String

    /** A whole number as it is written in this language. */
    fun number(value: Int): String

    /** A point in time as it is written in this language. */
    fun moment(at: Instant): String
}

/** This text in the language of [wording]. */
fun Text.resolved(wording: Wording): String =
    when (this) {
        is Text.Words -> wording.string(key).filled(arguments.map { it.inside(wording) })
        is Text.Count -> wording.plural(key, quantity).filled(listOf(wording.number(quantity)) + arguments.map { it.inside(wording) })
        is Text.Outside -> value
        is Text.Digits -> value
        is Text.Moment -> wording.moment(at)
    }

/** This text for a screen reader: digits one by one. */
fun Text.spoken(wording: Wording): String = if (this is Text.Digits) value.toList().joinToString(" ") else resolved(wording)

/** Inside other words: what comes from outside may run the other way and must not turn what stands around it. */
private fun Text.inside(wording: Wording): String =
    when (this) {
        is Text.Outside, is Text.Digits -> FIRST_STRONG_ISOLATE + resolved(wording) + POP_ISOLATE
        is Text.Words, is Text.Count, is Text.Moment -> resolved(wording)
    }

private fun String.filled(arguments: List<String>): String =
    PLACEHOLDER.replace(this) { found ->
        if (found.value == "%%") "%" else arguments[found.groupValues[1].toInt() - 1]
    }

private val PLACEHOLDER = Regex("%%|%([1-9])\\\$s")
private const val FIRST_STRONG_ISOLATE = "\u2068"
private const val POP_ISOLATE = "\u2069"
