package dev.countersign.app.view

import android.Manifest
import android.annotation.TargetApi
import android.app.Activity
import android.content.ActivityNotFoundException
import android.content.ClipData
import android.content.ClipDescription
import android.content.ClipboardManager
import android.content.Intent
import android.content.pm.PackageManager
import android.net.Uri
import android.os.Build
import android.os.Handler
import android.os.Looper
import android.os.PersistableBundle
import android.provider.MediaStore
import android.provider.Settings
import android.widget.Toast
import dev.countersign.app.R
import dev.countersign.app.model.Wish
import dev.countersign.app.screens.Action

/**
 * What only the platform can do for the models: permissions, pickers, the clipboard, settings, and codes in intents.
 *
 * @param act Is told what came of it.
 */
internal class Wishes(
    private val activity: Activity,
    private val act: (Action) -> Unit,
) {
    private val clipboard = activity.getSystemService(ClipboardManager::class.java)

    fun fulfill(
        wish: Wish,
        text: String,
    ) = when (wish) {
        Wish.COPY -> copy(text)
        Wish.PICTURE -> choosePicture()
        Wish.PASTE -> paste()
        Wish.SHARE -> share(text)
        Wish.CAMERA -> camera()
        Wish.NOTIFICATION_SETTINGS -> open(notificationSettings())
        Wish.LOCK_SETTINGS -> open(Intent(Settings.ACTION_SECURITY_SETTINGS))
        Wish.APP_SETTINGS -> open(appSettings())
    }

    fun cameraAnswered(isAllowed: Boolean) = act(Action("camera", if (isAllowed) "allowed" else "refused"))

    /** The code in a link to this app, or shared with it. */
    fun code(intent: Intent): String? =
        when (intent.action) {
            Intent.ACTION_VIEW -> intent.dataString
            Intent.ACTION_SEND -> intent.getStringExtra(Intent.EXTRA_TEXT)
            else -> null
        }

    /** The picture shared with this app. */
    fun picture(intent: Intent): Uri? {
        if (intent.action != Intent.ACTION_SEND || intent.type?.startsWith("image/") != true) return null
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) return stream(intent)
        @Suppress("DEPRECATION")
        return intent.getParcelableExtra(Intent.EXTRA_STREAM)
    }

    @TargetApi(Build.VERSION_CODES.TIRAMISU)
    private fun stream(intent: Intent) = intent.getParcelableExtra(Intent.EXTRA_STREAM, Uri::class.java)

    private fun camera() {
        val manager = activity.packageManager
        when {
            !manager.hasSystemFeature(PackageManager.FEATURE_CAMERA_ANY) -> act(Action("camera", "missing"))
            activity.checkSelfPermission(Manifest.permission.CAMERA) == PackageManager.PERMISSION_GRANTED -> cameraAnswered(true)
            else -> activity.requestPermissions(arrayOf(Manifest.permission.CAMERA), CAMERA)
        }
    }

    /** The platform's photo picker, which needs no permission; before Android 13 its file picker. */
    private fun choosePicture() {
        val intent =
            if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
                Intent(MediaStore.ACTION_PICK_IMAGES).setType(PICTURES)
            } else {
                Intent(Intent.ACTION_GET_CONTENT).setType(PICTURES).addCategory(Intent.CATEGORY_OPENABLE)
            }
        try {
            @Suppress("DEPRECATION") // What replaces it is not part of the platform.
            activity.startActivityForResult(intent, PICTURE)
        } catch (_: ActivityNotFoundException) {
            return
        }
    }

    private fun share(text: String) =
        open(Intent.createChooser(Intent(Intent.ACTION_SEND).setType("text/plain").putExtra(Intent.EXTRA_TEXT, text), null))

    private fun paste() {
        val text = clipboard.primaryClip?.takeIf { it.itemCount > 0 }?.getItemAt(0)?.coerceToText(activity) ?: return
        act(Action("code", text.toString()))
    }

    /** Marked as a secret, and taken back after a minute when it is still there. */
    private fun copy(text: String) {
        val clip = ClipData.newPlainText(activity.getString(R.string.app_name), text)
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.TIRAMISU) {
            clip.description.extras = PersistableBundle().apply { putBoolean(ClipDescription.EXTRA_IS_SENSITIVE, true) }
        }
        clipboard.setPrimaryClip(clip)
        // From Android 13 on the platform shows what was copied itself.
        if (Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU) Toast.makeText(activity, R.string.code_copied, Toast.LENGTH_SHORT).show()
        val clipboard = clipboard
        Handler(Looper.getMainLooper()).postDelayed({
            if (clipboard.primaryClip?.takeIf { it.itemCount > 0 }?.getItemAt(0)?.text?.toString() == text) clear(clipboard)
        }, MINUTE)
    }

    private fun clear(clipboard: ClipboardManager) {
        if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) {
            empty(clipboard)
        } else {
            clipboard.setPrimaryClip(ClipData.newPlainText("", ""))
        }
    }

    @TargetApi(Build.VERSION_CODES.P)
    private fun empty(clipboard: ClipboardManager) = clipboard.clearPrimaryClip()

    private fun notificationSettings() =
        Intent(Settings.ACTION_APP_NOTIFICATION_SETTINGS).putExtra(Settings.EXTRA_APP_PACKAGE, activity.packageName)

    private fun appSettings() =
        Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null))

    private fun open(settings: Intent) {
        try {
            activity.startActivity(settings)
        } catch (_: ActivityNotFoundException) {
            activity.startActivity(Intent(Settings.ACTION_SETTINGS))
        }
    }

    companion object {
        const val CAMERA = 1
        const val PICTURE = 2
        const val NOTIFICATIONS = 3
        private const val PICTURES = "image/*"
        private const val MINUTE = 60_000L
    }
}
