package dev.countersign.app.model

import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Banner
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.ButtonStyle
import dev.countersign.app.screens.Camera
import dev.countersign.app.screens.Field
import dev.countersign.app.screens.Item
import dev.countersign.app.screens.Keyboard
import dev.countersign.app.screens.Labeled
import dev.countersign.app.screens.Paragraph
import dev.countersign.app.screens.Progress
import dev.countersign.app.screens.Screen
import dev.countersign.app.screens.Tone
import dev.countersign.app.screens.words

/**
 * Adding an account: by camera, picture, paste or link. Whatever the way, a preview comes before anything is made.
 *
 * @param parcel What was handed over already: then the camera is not asked for.
 */
class AddModel(
    private val phone: Phone,
    private var parcel: Parcel? = null,
) : Model() {
    private var camera = CameraState.UNASKED
    private var typed = ""
    private var trouble: Trouble? = null
    private var asking = false

    /** What the camera saw last that could not be used. It is still in front of it, and not asked about again by itself. */
    private var refused: String? = null

    override val screen: Screen
        get() =
            Screen(
                id = "add",
                title = words("add_title"),
                items = if (asking) listOf(Progress(words("add_asking"))) else items(),
                back = Action("back"),
                // The code in front of the camera is a secret.
                secure = true,
                announce = trouble?.text,
            )

    override suspend fun load(): Step {
        val known = parcel ?: return if (camera == CameraState.UNASKED) Step.Ask(Wish.CAMERA) else Step.Stay
        parcel = null
        return when (known) {
            is Parcel.Code -> preview(known.text)
            is Parcel.Picture -> picture(known.frame)
        }
    }

    override suspend fun act(action: Action): Step {
        if (asking && action.id != "back") return Step.Stay
        return when (action.id) {
            "back" -> Step.Back
            "camera" -> camera(action.argument)
            "ask_camera" -> Step.Ask(Wish.CAMERA)
            "camera_settings" -> Step.Ask(Wish.APP_SETTINGS)
            "choose_picture" -> Step.Ask(Wish.PICTURE)
            "paste" -> Step.Ask(Wish.PASTE)
            "link" -> Step.Stay.also { typed = action.argument }.also { changed() }
            "continue" -> preview(typed)
            "code" -> preview(action.argument)
            "scanned" -> if (action.argument == refused) Step.Stay else scanned(action.argument)
            "again" -> refused?.let { scanned(it) } ?: Step.Stay
            else -> Step.Stay
        }
    }

    /** Reads the code in a picture the person chose; `null` when it cannot be read. */
    suspend fun picture(frame: Frame?): Step =
        asking { phone.preview(frame?.let { phone.read(it) } ?: throw TroubleException(noCode)) }

    private suspend fun scanned(text: String): Step {
        val step = preview(text)
        refused = text.takeIf { trouble != null }
        return step
    }

    private suspend fun preview(text: String): Step = asking { phone.preview(text.trim()) }

    private suspend fun asking(ask: suspend () -> List<PreviewCard>): Step {
        asking = true
        trouble = null
        refused = null
        changed()
        return try {
            Step.Replace(PreviewModel(phone, ask()))
        } catch (failed: TroubleException) {
            trouble = failed.trouble
            Step.Stay
        } finally {
            asking = false
            changed()
        }
    }

    private fun camera(answer: String): Step {
        camera = CameraState.entries.firstOrNull { it.argument == answer } ?: return Step.Stay
        changed()
        return Step.Stay
    }

    private fun items(): List<Item> =
        listOfNotNull(trouble?.let { banner(it, again(it)) }) +
            viewfinder() +
            listOf(
                Button(words("add_picture"), Action("choose_picture")),
                Button(words("add_paste"), Action("paste")),
                Field("link", words("add_link"), typed, Keyboard.TEXT, words("add_link_hint")),
                Button(words("continue_with"), Action("continue"), ButtonStyle.PRIMARY, typed.isNotBlank()),
            )

    private fun again(trouble: Trouble) =
        Labeled(words("retry"), Action("again")).takeIf { refused != null && trouble.kind != TroubleKind.FINAL }

    private fun viewfinder(): List<Item> =
        when (camera) {
            CameraState.ALLOWED -> listOf(Camera("scanned", words("add_camera")))
            CameraState.UNASKED -> listOf(Button(words("add_scan"), Action("ask_camera"), ButtonStyle.PRIMARY))
            CameraState.REFUSED ->
                listOf(
                    Banner(words("camera_refused"), Tone.WARNING, Labeled(words("open_settings"), Action("camera_settings"))),
                )
            CameraState.MISSING -> listOf(Paragraph(words("camera_missing"), Tone.QUIET))
        }

    private val noCode = Trouble(TroubleKind.FINAL, words("trouble_picture"), words("trouble_picture_next"), "qr.not_found")

    private enum class CameraState(val argument: String) {
        UNASKED("unasked"),
        ALLOWED("allowed"),
        REFUSED("refused"),
        MISSING("missing"),
    }
}
