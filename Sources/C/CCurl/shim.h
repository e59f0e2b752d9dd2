#ifndef CCURL_SHIM_H
#define CCURL_SHIM_H

#include <curl/curl.h>

// Swift cannot call C variadics; one fixed-argument form for each kind of option value.

static inline CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode ccurl_set_write(CURL *easy, CURLoption option, curl_write_callback function) {
    return curl_easy_setopt(easy, option, function);
}

static inline CURLcode ccurl_set_read(CURL *easy, curl_read_callback function) {
    return curl_easy_setopt(easy, CURLOPT_READFUNCTION, function);
}

static inline CURLcode ccurl_set_seek(CURL *easy, curl_seek_callback function) {
    return curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, function);
}

static inline CURLcode ccurl_set_open_socket(CURL *easy, curl_opensocket_callback function) {
    return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, function);
}

static inline CURLcode ccurl_set_close_socket(CURL *easy, curl_closesocket_callback function) {
    return curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, function);
}

static inline CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode ccurl_multi_set_socket(CURLM *multi, curl_socket_callback function) {
    return curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, function);
}

static inline CURLMcode ccurl_multi_set_timer(CURLM *multi, curl_multi_timer_callback function) {
    return curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, function);
}

static inline void *ccurl_private(CURL *easy) {
    void *value = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value);
    return value;
}

/// What a finished or aborted transfer can tell; times in microseconds since its start.
typedef struct {
    long status;
    long version;
    long proxy_status;
    long port;
    long connects;
    const char *ip;
    curl_off_t name_lookup;
    curl_off_t connect;
    curl_off_t tls;
    curl_off_t first_byte;
    curl_off_t total;
} ccurl_outcome;

static inline ccurl_outcome ccurl_read_outcome(CURL *easy) {
    ccurl_outcome outcome = {0};
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &outcome.status);
    curl_easy_getinfo(easy, CURLINFO_HTTP_VERSION, &outcome.version);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &outcome.proxy_status);
    curl_easy_getinfo(easy, CURLINFO_PRIMARY_PORT, &outcome.port);
    curl_easy_getinfo(easy, CURLINFO_PRIMARY_IP, &outcome.ip);
    curl_easy_getinfo(easy, CURLINFO_NUM_CONNECTS, &outcome.connects);
    curl_easy_getinfo(easy, CURLINFO_NAMELOOKUP_TIME_T, &outcome.name_lookup);
    curl_easy_getinfo(easy, CURLINFO_CONNECT_TIME_T, &outcome.connect);
    curl_easy_getinfo(easy, CURLINFO_APPCONNECT_TIME_T, &outcome.tls);
    curl_easy_getinfo(easy, CURLINFO_STARTTRANSFER_TIME_T, &outcome.first_byte);
    curl_easy_getinfo(easy, CURLINFO_TOTAL_TIME_T, &outcome.total);
    return outcome;
}

#endif
