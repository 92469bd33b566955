package dev.countersign.app.screens

/** One thing on a screen. */
sealed interface Item {
    /** What a screen reader says for it, part by part. Never empty. */
    val spoken: List<Text>
}

/**
 * A heading; screen readers jump from one to the next.
 *
 * @property text The words.
 */
data class Heading(val text: Text) : Item {
    override val spoken get() = listOf(text)
}

/**
 * A paragraph.
 *
 * @property text The words.
 * @property tone How it is meant.
 */
data class Paragraph(
    val text: Text,
    val tone: Tone = Tone.PLAIN,
) : Item {
    override val spoken get() = listOf(text)
}

/** How words are meant. Never told by color alone: the words say it too. */
enum class Tone {
    /** Ordinary. */
    PLAIN,

    /** Less important. */
    QUIET,

    /** Be careful. */
    WARNING,

    /** Something is wrong, or is about to be. */
    DANGER,

    /** All is well. */
    SUCCESS,
}

/**
 * A labeled fact: "Place: Berlin".
 *
 * @property label What it is.
 * @property value Its value.
 */
data class Fact(
    val label: Text,
    val value: Text,
) : Item {
    override val spoken get() = listOf(label, value)
}

/**
 * Something that needs attention, across the screen.
 *
 * @property text The words.
 * @property tone How it is meant.
 * @property action What can be done about it.
 */
data class Banner(
    val text: Text,
    val tone: Tone,
    val action: Labeled? = null,
) : Item {
    override val spoken get() = listOfNotNull(text, action?.label)
}

/**
 * A field to type in. What is typed arrives as an action with the field's id.
 *
 * @property id Which field it is.
 * @property label Its name.
 * @property value What is in it.
 * @property keyboard What is typed.
 * @property hint What to type, shown while it is empty.
 */
data class Field(
    val id: String,
    val label: Text,
    val value: String,
    val keyboard: Keyboard,
    val hint: Text? = null,
) : Item {
    override val spoken get() = listOfNotNull(label, hint)
}

/** What is typed into a field. */
enum class Keyboard {
    /** Any text. */
    TEXT,

    /** Digits. */
    NUMBER,

    /** Words to look for. */
    SEARCH,
}

/**
 * The number from the login page. What is typed arrives as an action with this id.
 *
 * @property id Which field it is.
 * @property label What to type.
 * @property digits How many digits it has.
 * @property value What was typed so far.
 */
data class NumberEntry(
    val id: String,
    val label: Text,
    val digits: Int,
    val value: String,
) : Item {
    override val spoken get() = listOf(label)
}

/**
 * Numbers to choose from, each a button.
 *
 * @property label What to choose.
 * @property options What there is, in the order of the server.
 * @property enabled Whether they can be tapped.
 * @property armedAt When they can be, by the clock of the models; `null` when that is not a question of time.
 */
data class Choices(
    val label: Text,
    val options: List<Labeled>,
    val enabled: Boolean,
    val armedAt: Long? = null,
) : Item {
    override val spoken get() = listOf(label) + options.map { it.label }
}

/**
 * A button.
 *
 * @property label The words on it.
 * @property action What it does.
 * @property style What kind of button it is.
 * @property enabled Whether it can be tapped.
 * @property armedAt When it can be, by the clock of the models; `null` when that is not a question of time.
 * @property approves Whether it says "it is me": then it takes no touch that another app may have tricked the person into.
 */
data class Button(
    val label: Text,
    val action: Action,
    val style: ButtonStyle = ButtonStyle.PLAIN,
    val enabled: Boolean = true,
    val armedAt: Long? = null,
    val approves: Boolean = style == ButtonStyle.APPROVE,
) : Item {
    override val spoken get() = listOf(label)
}

/** What kind of button it is. Deny and approve are of the same size. */
enum class ButtonStyle {
    /** The one most people want. */
    PRIMARY,

    /** Another one. */
    PLAIN,

    /** One that destroys something. */
    DANGER,

    /** "No, it is not me." */
    DENY,

    /** "Yes, it is me." */
    APPROVE,
}

/**
 * A row of a list.
 *
 * @property title First line.
 * @property subtitle Second line.
 * @property badge A word about its state.
 * @property action What a tap does, if anything.
 * @property tone How the badge is meant.
 */
data class Row(
    val title: Text,
    val subtitle: Text?,
    val badge: Text? = null,
    val action: Action? = null,
    val tone: Tone = Tone.WARNING,
) : Item {
    override val spoken get() = listOfNotNull(title, subtitle, badge)
}

/**
 * A one-time code.
 *
 * @property label Whose code it is.
 * @property digits The digits; `null` while they are hidden.
 * @property ring How much of its time is left, 0 to 1; `null` for a code that stays.
 * @property secondsLeft How much that is in seconds.
 * @property action What a tap does: shows it or copies it.
 */
data class Code(
    val label: Text,
    val digits: Text.Digits?,
    val ring: Float?,
    val secondsLeft: Int?,
    val action: Labeled,
) : Item {
    override val spoken get() = listOfNotNull(label, digits, secondsLeft?.let { count("code_seconds", it) }, action.label)
}

/**
 * What the camera sees. A code that it reads arrives as an action with this id, again whenever the camera has seen another one.
 *
 * @property id Which action.
 * @property label What to do.
 */
data class Camera(
    val id: String,
    val label: Text,
) : Item {
    override val spoken get() = listOf(label)
}

/**
 * Something is under way.
 *
 * @property label What.
 */
data class Progress(val label: Text) : Item {
    override val spoken get() = listOf(label)
}

/**
 * A picture that decorates.
 *
 * @property name Which.
 * @property label What it means.
 */
data class Picture(
    val name: String,
    val label: Text,
) : Item {
    override val spoken get() = listOf(label)
}
