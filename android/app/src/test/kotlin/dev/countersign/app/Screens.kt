package dev.countersign.app

import dev.countersign.app.model.Clock
import dev.countersign.app.model.Model
import dev.countersign.app.model.Surroundings
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.Code
import dev.countersign.app.screens.Fact
import dev.countersign.app.screens.Heading
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Row
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Text
import dev.countersign.app.screens.resolved

/** A clock that goes when it is told to. */
class TestClock : Clock {
    var now = 1_000L

    override fun millis() = now
}

/** A platform where all is well, unless said otherwise. */
class TestSurroundings(
    override var notificationsAllowed: Boolean = true,
    override var pushes: String? = "UnifiedPush",
) : Surroundings

val english = Resources("en")

val Text.english: String get() = resolved(dev.countersign.app.english).filterNot { it in '\u2066'..'\u2069' }

/** All words on a screen, in reading order. */
val Screen.words: List<String> get() = items.flatMap { it.spoken }.map { it.english }

inline fun <reified T : Item> Screen.all(): List<T> = items.filterIsInstance<T>()

fun Screen.button(id: String): Button = all<Button>().single { it.action.id == id }

fun Screen.has(id: String): Boolean = all<Button>().any { it.action.id == id }

/** The value beside a label. */
fun Screen.fact(label: String): String = all<Fact>().single { it.label.english == label }.value.english

val Screen.banners: List<String> get() = all<Banner>().map { it.text.english }

/** Every action that a person can do on a screen, by a screen reader too. */
val Screen.actions: List<Action> get() = items.flatMap { it.actions } + listOfNotNull(back)

private val Item.actions: List<Action>
    get() =
        when (this) {
            is Button -> listOf(action)
            is Row -> listOfNotNull(action)
            is Code -> listOf(action.action)
            is Choices -> options.map { it.action }
            is Banner -> listOfNotNull(action?.action)
            else -> emptyList()
        }

/** Where an item is on a screen. */
fun Screen.position(wanted: (Item) -> Boolean): Int = items.indexOfFirst(wanted).also { check(it >= 0) { "not on the screen" } }

fun heading(text: String): (Item) -> Boolean = { it is Heading && it.text.english == text }

fun paragraph(text: String): (Item) -> Boolean = { it is Paragraph && it.text.english == text }

fun button(id: String): (Item) -> Boolean = { it is Button && it.action.id == id }

suspend fun Model.act(
    id: String,
    argument: String = "",
) = act(Action(id, argument))
