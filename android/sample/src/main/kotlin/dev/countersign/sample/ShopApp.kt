package dev.countersign.sample

import android.app.Activity
import android.app.Application
import android.content.Intent
import dev.countersign.Challenge
import dev.countersign.ChallengeId
import dev.countersign.CountersignException
import dev.countersign.Decision
import dev.countersign.Device
import dev.countersign.android.Countersign
import dev.countersign.android.KeystoreSigner
import dev.countersign.android.NotificationLook
import dev.countersign.android.Notifications
import dev.countersign.android.PromptUnlock
import dev.countersign.android.verification

class ShopApp : Application() {
    var front: Activity? = null // the activity in front of the person

    override fun onCreate() {
        super.onCreate()
        val look =
            NotificationLook(
                icon = android.R.drawable.ic_lock_lock,
                channel = { "Logins" },
                title = { "Is it you?" },
                text = { _, app -> "Somebody is logging in to $app." },
                hidden = { "Unlock to see it." },
                deny = { "Deny" },
                open = { "Open" },
            )
        val notifications = Notifications(look) { context, _ -> Intent(context, RequestActivity::class.java) }
        val signer = KeystoreSigner(PromptUnlock({ front }, { "Confirm that it is you" }, { "Cancel" }))
        Countersign(this, notifications, Device(name = android.os.Build.MODEL, app = "Shop"), signer)
    }
}

/** Asks the person; its views are the app's own. */
class RequestActivity : Activity() {
    private suspend fun phone() = Countersign.current!!.authenticator()

    suspend fun enroll(code: String) = phone().enroll(phone().preview(code)) // after showing who asks

    suspend fun request(id: ChallengeId): Challenge = phone().challenge(id).challenge

    suspend fun answer(id: ChallengeId, number: String?): Decision? =
        try {
            if (number == null) phone().deny(id) else phone().approve(id, number, verification(this))
        } catch (error: CountersignException) {
            error.decision // where it stands; error.code chooses the words
        }
}
