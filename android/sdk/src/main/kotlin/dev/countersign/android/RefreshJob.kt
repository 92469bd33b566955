package dev.countersign.android

import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import dev.countersign.CountersignException
import kotlinx.coroutines.Job
import kotlinx.coroutines.launch

/**
 * Asks all servers as soon as there is a network, and again, less and less often, until all could be asked. Kept over restarts.
 *
 * What is unfinished is finished here: answers without a reply, interrupted enrollments and removals, push addresses.
 */
public class RefreshJob : JobService() {
    private var running: Job? = null

    override fun onStartJob(parameters: JobParameters): Boolean {
        val current = Countersign.current ?: return false
        running =
            current.scope.launch {
                val again = !refresh(current)
                jobFinished(parameters, again)
            }
        return true
    }

    override fun onStopJob(parameters: JobParameters): Boolean {
        running?.cancel()
        return true
    }

    /** Whether everything was asked and nothing is left to do. */
    private suspend fun refresh(current: Countersign): Boolean =
        try {
            val phone = current.authenticator()
            val refreshed = phone.refresh()
            refreshed.newChallenges.forEach { current.notifications.show(this, it) }
            current.notifications.keep(this, phone.pending().map { it.id }.toSet())
            refreshed.problems.isEmpty()
        } catch (_: CountersignException) {
            false
        }

    public companion object {
        private const val ID = 0x5343
        private const val FIRST_MILLIS = 10_000L

        /** Runs it soon. Scheduling it twice runs it once. */
        public fun schedule(context: Context) {
            val job =
                JobInfo
                    .Builder(ID, ComponentName(context, RefreshJob::class.java))
                    .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                    .setBackoffCriteria(FIRST_MILLIS, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
                    .setPersisted(true)
                    .build()
            context.getSystemService(JobScheduler::class.java).schedule(job)
        }
    }
}
