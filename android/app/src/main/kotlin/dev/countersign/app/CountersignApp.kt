package dev.countersign.app

import android.app.Activity
import android.app.Application
import android.app.NotificationManager
import android.content.Context
import android.content.Intent
import android.os.Build
import android.os.SystemClock
import dev.countersign.ChallengeId
import dev.countersign.Device
import dev.countersign.UserVerification
import dev.countersign.android.Countersign
import dev.countersign.android.KeystoreSigner
import dev.countersign.android.NotificationLook
import dev.countersign.android.Notifications
import dev.countersign.android.PromptUnlock
import dev.countersign.android.RefreshJob
import dev.countersign.android.UnifiedPush
import dev.countersign.android.UnifiedPushState
import dev.countersign.android.verifications
import dev.countersign.app.model.SdkPhone
import dev.countersign.app.model.Session
import dev.countersign.app.model.Surroundings
import dev.countersign.app.model.Verification
import dev.countersign.app.model.Wish
import dev.countersign.app.view.MainActivity
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob

/** What lives as long as the process: the authenticator, and what the person was doing. */
class CountersignApp : Application() {
    /** The activity in front of the person, if any. */
    var front: MainActivity? = null

    /** What the person is doing. */
    lateinit var session: Session
        private set

    /** Where what the person began goes on when the window is made anew, as when the phone is turned while a prompt is open. */
    val work = CoroutineScope(SupervisorJob() + Dispatchers.Main.immediate)

    override fun onCreate() {
        super.onCreate()
        val unlock = PromptUnlock({ front }, text(R.string.prompt_title), text(R.string.cancel))
        val device = Device(name = Build.MODEL, app = "Countersign for Android")
        val countersign = Countersign(this, notifications(), device, KeystoreSigner(unlock))
        val answered = { id: String -> countersign.notifications.hide(this, ChallengeId(id)) }
        val phone = SdkPhone(countersign::authenticator, answered = answered) { ways() }
        session = Session(phone, SystemClock::elapsedRealtime, Platform(this)) { wish, text -> ask(wish, text) }
        RefreshJob.schedule(this)
        registerForPushes()
    }

    private fun ask(
        wish: Wish,
        text: String,
    ) {
        front?.fulfill(wish, text)
    }

    /** Distributors forget: they are asked at each start. With several, the first is taken. */
    private fun registerForPushes() {
        val known = UnifiedPush.distributors(this)
        val distributor = UnifiedPush.distributor(this)?.takeIf { it in known } ?: known.firstOrNull() ?: return
        UnifiedPush.register(this, distributor)
    }

    private fun notifications() =
        Notifications(
            NotificationLook(
                icon = R.drawable.icon_notification,
                channel = { it.getString(R.string.channel_requests) },
                title = { it.getString(R.string.notification_title) },
                text = { context, app -> context.getString(R.string.notification_text, app) },
                hidden = { it.getString(R.string.notification_hidden) },
                deny = { it.getString(R.string.deny) },
                open = { it.getString(R.string.notification_open) },
            ),
        ) { context, _ -> Intent(context, MainActivity::class.java) }

    private fun ways() =
        verifications(this)
            .map {
                when (it) {
                    UserVerification.UNVERIFIED -> Verification.NONE
                    UserVerification.DEVICE -> Verification.SCREEN_LOCK
                    UserVerification.BIOMETRIC -> Verification.BIOMETRIC
                }
            }.toSet()

    private fun text(id: Int): (Activity) -> CharSequence = { it.getText(id) }
}

private class Platform(
    private val context: Context,
) : Surroundings {
    override val notificationsAllowed
        get() = context.getSystemService(NotificationManager::class.java).areNotificationsEnabled()

    override val pushes
        get() =
            UnifiedPush
                .distributor(context)
                ?.takeIf { UnifiedPush.state(context) == UnifiedPushState.REGISTERED }
                ?.let { "UnifiedPush ($it)" }
}
