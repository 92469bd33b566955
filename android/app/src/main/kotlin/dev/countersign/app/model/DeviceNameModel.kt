package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Keyboard
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * What this phone is called in the device list of an account's server.
 *
 * @param account Which account.
 */
class DeviceNameModel(
    private val phone: Phone,
    private val account: String,
) : Model() {
    private var name = ""
    private var trouble: Trouble? = null
    private var working = false
    private var named = false

    override val screen: Screen
        get() =
            Screen(
                id = "device_name",
                title = words("device_name"),
                items = if (working) listOf(Progress(words("loading"))) else items(),
                back = Action("back"),
                announce = trouble?.text ?: words("device_named").takeIf { named },
            )

    override suspend fun act(action: Action): Step {
        if (working && action.id != "back") return Step.Stay
        return when (action.id) {
            "back" -> Step.Back
            "device_name" -> typed(action.argument)
            "save" -> if (name.isBlank()) Step.Stay else save()
            else -> Step.Stay
        }
    }

    private fun typed(text: String): Step {
        name = text.take(NAME_LENGTH)
        named = false
        changed()
        return Step.Stay
    }

    private suspend fun save(): Step {
        working = true
        trouble = null
        changed()
        try {
            phone.nameDevice(account, name.trim())
            named = true
        } catch (failed: TroubleException) {
            trouble = failed.trouble
        } finally {
            working = false
            changed()
        }
        return Step.Stay
    }

    private fun items(): List<Item> =
        listOfNotNull(
            trouble?.let { banner(it) },
            Banner(words("device_named"), Tone.SUCCESS).takeIf { named },
            Field("device_name", words("device_name"), name, Keyboard.TEXT, words("device_name_hint")),
            Button(words("save"), Action("save"), ButtonStyle.PRIMARY, name.isNotBlank() && !named),
        )

    private companion object {
        const val NAME_LENGTH = 64
    }
}
