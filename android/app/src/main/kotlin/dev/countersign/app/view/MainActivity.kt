package dev.countersign.app.view

import android.Manifest
import android.annotation.TargetApi
import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.os.SystemClock
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.window.OnBackInvokedDispatcher
import dev.countersign.android.challengeOf
import dev.countersign.app.CountersignApp
import dev.countersign.app.model.Session
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Action
import dev.countersign.app.screens.Button
import dev.countersign.app.screens.Choices
import dev.countersign.app.screens.Item
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.Job
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.cancel
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext

/** The one window of the app: draws the session's screen and tells the session what the person does. */
class MainActivity : Activity() {
    /** Without a detour: what is typed is with the models before the next letter is. */
    private val scope = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)
    private val app get() = application as CountersignApp
    private val session: Session get() = app.session
    private lateinit var view: ScreenView
    private lateinit var wishes: Wishes
    private var front: Job? = null
    private val drawing = { draw() }

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        // What a restored window would show is asked for again instead.
        wishes = Wishes(this) { action -> act(action) }
        view = ScreenView(this, ::act, { session.obscured(it) }, session::read)
        setContentView(view)
        edgeToEdge()
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) hideOverlays()
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) takeBack()
        session.onChange = drawing
        // A restored window has taken its intent before.
        val news = intent.takeIf { state == null }
        app.work.launch { if (news == null || !take(news)) session.start() }
        if (news != null) askForNotifications()
    }

    override fun onNewIntent(intent: Intent) {
        super.onNewIntent(intent)
        app.work.launch { take(intent) }
    }

    override fun onResume() {
        super.onResume()
        app.front = this
        session.visible(true)
        front =
            scope.launch {
                launch { session.watch() }
                while (true) {
                    delay(SECOND)
                    if (session.ticks) session.tick()
                }
            }
    }

    override fun onPause() {
        front?.cancel()
        session.visible(false)
        if (app.front === this) app.front = null
        super.onPause()
    }

    override fun onDestroy() {
        // A newer window may have come before this one went.
        if (session.onChange === drawing) session.onChange = {}
        scope.cancel()
        super.onDestroy()
    }

    @Deprecated("Called before Android 13 only.")
    override fun onBackPressed() = back()

    override fun onRequestPermissionsResult(
        code: Int,
        permissions: Array<String>,
        results: IntArray,
    ) {
        // Without results the person was not asked, as when another request was still open.
        val result = results.firstOrNull() ?: return
        if (code == Wishes.CAMERA) wishes.cameraAnswered(result == PackageManager.PERMISSION_GRANTED)
    }

    @Deprecated("What replaces it is not part of the platform.")
    override fun onActivityResult(
        code: Int,
        result: Int,
        data: Intent?,
    ) {
        val picture = data?.data ?: return
        if (code == Wishes.PICTURE && result == RESULT_OK) app.work.launch { session.picture(read(picture)) }
    }

    /** Does what only the platform can do. */
    fun fulfill(
        wish: Wish,
        text: String,
    ) = wishes.fulfill(wish, text)

    private fun draw() {
        val screen = session.screen
        if (screen.secure) window.addFlags(FLAG_SECURE) else window.clearFlags(FLAG_SECURE)
        view.show(screen)
        val wait = screen.items.mapNotNull { armedAt(it) }.minOrNull()?.minus(SystemClock.elapsedRealtime()) ?: return
        if (wait > 0) view.postDelayed({ view.show(session.screen) }, wait + 1)
    }

    private fun armedAt(item: Item): Long? =
        when (item) {
            is Button -> item.armedAt
            is Choices -> item.armedAt
            else -> null
        }

    private fun act(action: Action) = act(session.screen.id, action)

    private fun act(
        screen: String,
        action: Action,
    ) {
        app.work.launch { session.act(screen, action) }
    }

    private fun back() {
        val back = session.screen.back
        if (back == null) finish() else act(back)
    }

    /** Shows what [intent] is about, before anything else is loaded; whether it is about something. */
    private suspend fun take(intent: Intent): Boolean {
        // From the list of recent apps comes what the app was opened with before.
        if (intent.flags and Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY != 0) return false
        val request = challengeOf(intent)
        // A picture may come with a caption.
        val picture = wishes.picture(intent)
        val code = wishes.code(intent)
        when {
            request != null -> session.show(request.value)
            picture != null -> look(picture, code)
            code != null -> session.open(code)
            else -> return false
        }
        return true
    }

    private fun askForNotifications() {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU &&
            checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) != PackageManager.PERMISSION_GRANTED
        ) {
            requestPermissions(arrayOf(Manifest.permission.POST_NOTIFICATIONS), Wishes.NOTIFICATIONS)
        }
    }

    /** Looks at a picture that came with [caption]; at the caption when the picture cannot be read. */
    private suspend fun look(
        picture: Uri,
        caption: String?,
    ) {
        val frame = read(picture)
        if (frame == null && !caption.isNullOrBlank()) session.open(caption) else session.picture(frame)
    }

    private suspend fun read(picture: Uri) = withContext(Dispatchers.IO) { frame(contentResolver, picture) }

    private fun edgeToEdge() {
        if (Build.VERSION.SDK_INT in Build.VERSION_CODES.R until Build.VERSION_CODES.VANILLA_ICE_CREAM) drawBehindBars()
    }

    @TargetApi(Build.VERSION_CODES.R)
    @Suppress("DEPRECATION") // Always so from Android 15 on.
    private fun drawBehindBars() = window.setDecorFitsSystemWindows(false)

    @TargetApi(Build.VERSION_CODES.S)
    private fun hideOverlays() = window.setHideOverlayWindows(true)

    @TargetApi(Build.VERSION_CODES.TIRAMISU)
    private fun takeBack() {
        onBackInvokedDispatcher.registerOnBackInvokedCallback(OnBackInvokedDispatcher.PRIORITY_DEFAULT) { back() }
        setRecentsScreenshotEnabled(false)
    }

    private companion object {
        const val SECOND = 1_000L
    }
}
