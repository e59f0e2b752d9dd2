#ifndef CEPOLL_SHIM_H
#define CEPOLL_SHIM_H

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

/// Names the calling thread, for `top -H`, debuggers and profiles; at most 15 characters count.
static inline void cepoll_name_thread(const char *name) {
    pthread_setname_np(pthread_self(), name);
}

#endif
