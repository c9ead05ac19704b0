/*
 * A PKCS#11 module in front of SoftHSM, for tests of what SoftHSM never does: it locks PINs, has a reader with a pad, loses its card, offers few
 * mechanisms, has no room for certificates, wants the PIN before each signature. What it does is said by files in FOLDER, read at each call:
 *
 *   tries            PIN tries left, "3" at first; written by the module
 *   removed          there: the card is out
 *   insertion        a number; whenever it changes, everything opened before is void
 *   pad              there: the PIN is typed on the reader, and this is what is typed ("cancel": the person presses Cancel, "wait": the person takes their time,
 *                   and "asking" is written)
 *   pad-new          what is typed there for a new PIN
 *   mechanisms       there: the CKM_* numbers offered, decimal, one a line
 *   no-certificates  there: no room for certificates
 *   write-protected  there: nothing can be written on the card
 *   pin-each-time    there: new keys are CKA_ALWAYS_AUTHENTICATE
 *   crash, hang      a number: so many signatures are still made, then it crashes (and removes the file), or hangs while the file is there
 *                   (and writes "hanging")
 *
 * FOLDER also holds softhsm2.conf and a copy of SoftHSM, of its own, so that several cards live in one process.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <string>
#include <vector>

#define CK_PTR *
#define CK_DECLARE_FUNCTION(returnType, name) returnType name
#define CK_DECLARE_FUNCTION_POINTER(returnType, name) returnType(*name)
#define CK_CALLBACK_FUNCTION(returnType, name) returnType(*name)
#ifndef NULL_PTR
#define NULL_PTR 0
#endif
#include "pkcs11/pkcs11.h"

static CK_FUNCTION_LIST_PTR real;
static CK_FUNCTION_LIST list;
static std::string insertion;

static bool there(const char *name) { return access((std::string(FOLDER "/") + name).c_str(), F_OK) == 0; }

static std::string content(const char *name) {
  FILE *file = fopen((std::string(FOLDER "/") + name).c_str(), "r");
  if (file == nullptr) return "";
  char buffer[4096];
  size_t size = fread(buffer, 1, sizeof buffer, file);
  fclose(file);
  while (size > 0 && buffer[size - 1] == '\n') size--;
  return std::string(buffer, size);
}

static int tries() { return there("tries") ? atoi(content("tries").c_str()) : 3; }

static void keep(const char *name, int number) {
  FILE *file = fopen((std::string(FOLDER "/") + name).c_str(), "w");
  fprintf(file, "%d", number);
  fclose(file);
}

static void keepTries(int left) { keep("tries", left); }

/* Counts down to the signature at which trouble begins. */
static bool troubleNow(const char *name) {
  if (!there(name)) return false;
  int left = atoi(content(name).c_str());
  if (left > 0) keep(name, left - 1);
  return left == 0;
}

static void crashOrHang() {
  if (troubleNow("crash")) {
    unlink(FOLDER "/crash");
    raise(SIGSEGV);
  }
  if (troubleNow("hang"))
    for (keep("hanging", 1); there("hang");) usleep(10000);
}

/* The card is looked at before each call, as a driver looks at its reader. */
static CK_RV card() {
  std::string now = content("insertion");
  if (there("removed") || now != insertion) {
    insertion = now;
    CK_SLOT_ID slots[16];
    CK_ULONG count = 16;
    if (real->C_GetSlotList(CK_TRUE, slots, &count) == CKR_OK)
      for (CK_ULONG at = 0; at < count; at++) real->C_CloseAllSessions(slots[at]);
  }
  return there("removed") ? CKR_DEVICE_REMOVED : CKR_OK;
}

static CK_RV initialize(CK_VOID_PTR args) {
  setenv("SOFTHSM2_CONF", FOLDER "/softhsm2.conf", 1);
  insertion = content("insertion");
  return real->C_Initialize(args);
}

static CK_RV slotList(CK_BBOOL present, CK_SLOT_ID_PTR slots, CK_ULONG_PTR count) {
  if (present && card() != CKR_OK) {
    *count = 0;
    return CKR_OK;
  }
  return real->C_GetSlotList(present, slots, count);
}

static CK_RV tokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  if (card() != CKR_OK) return CKR_TOKEN_NOT_PRESENT;
  CK_RV result = real->C_GetTokenInfo(slot, info);
  if (result != CKR_OK) return result;
  if (there("pad")) info->flags |= CKF_PROTECTED_AUTHENTICATION_PATH;
  if (tries() < 3) info->flags |= CKF_USER_PIN_COUNT_LOW;
  if (tries() == 1) info->flags |= CKF_USER_PIN_FINAL_TRY;
  if (tries() == 0) info->flags |= CKF_USER_PIN_LOCKED;
  return CKR_OK;
}

static bool offered(CK_MECHANISM_TYPE mechanism) {
  if (!there("mechanisms")) return true;
  std::string lines = "\n" + content("mechanisms") + "\n";
  return lines.find("\n" + std::to_string(mechanism) + "\n") != std::string::npos;
}

static CK_RV mechanismList(CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR mechanisms, CK_ULONG_PTR count) {
  CK_MECHANISM_TYPE all[256];
  CK_ULONG size = 256;
  CK_RV result = real->C_GetMechanismList(slot, all, &size);
  if (result != CKR_OK) return result;
  CK_ULONG found = 0;
  for (CK_ULONG at = 0; at < size; at++) {
    if (!offered(all[at])) continue;
    if (mechanisms != nullptr) mechanisms[found] = all[at];
    found++;
  }
  *count = found;
  return CKR_OK;
}

static CK_RV counted(CK_RV result) {
  if (result == CKR_OK) keepTries(3);
  if (result != CKR_PIN_INCORRECT) return result;
  keepTries(tries() - 1);
  return tries() == 0 ? CKR_PIN_LOCKED : CKR_PIN_INCORRECT;
}

static CK_RV login(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  if (user == CKU_SO) return real->C_Login(session, user, pin, length);
  if (tries() == 0) return CKR_PIN_LOCKED;
  if (!there("pad")) return counted(real->C_Login(session, user, pin, length));
  if (length > 0) return CKR_ARGUMENTS_BAD;
  if (content("pad") == "wait")
    for (keep("asking", 1); content("pad") == "wait";) usleep(10000);
  std::string typed = content("pad");
  if (typed == "cancel") return CKR_FUNCTION_CANCELED;
  return counted(real->C_Login(session, user, (CK_UTF8CHAR_PTR)typed.data(), typed.size()));
}

static CK_RV setPin(CK_SESSION_HANDLE session, CK_UTF8CHAR_PTR oldPin, CK_ULONG oldLength, CK_UTF8CHAR_PTR newPin, CK_ULONG newLength) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  if (tries() == 0) return CKR_PIN_LOCKED;
  if (!there("pad")) return counted(real->C_SetPIN(session, oldPin, oldLength, newPin, newLength));
  if (oldLength > 0 || newLength > 0) return CKR_ARGUMENTS_BAD;
  std::string typed = content("pad"), typedNew = content("pad-new");
  return counted(real->C_SetPIN(session, (CK_UTF8CHAR_PTR)typed.data(), typed.size(), (CK_UTF8CHAR_PTR)typedNew.data(), typedNew.size()));
}

static CK_RV openSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify, CK_SESSION_HANDLE_PTR session) {
  if (card() != CKR_OK) return CKR_TOKEN_NOT_PRESENT;
  if (there("write-protected") && (flags & CKF_RW_SESSION) != 0) return CKR_TOKEN_WRITE_PROTECTED;
  return real->C_OpenSession(slot, flags, application, notify, session);
}

static CK_RV signInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  return offered(mechanism->mechanism) ? real->C_SignInit(session, mechanism, key) : CKR_MECHANISM_INVALID;
}

static CK_RV sign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG dataLength, CK_BYTE_PTR signature, CK_ULONG_PTR signatureLength) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  crashOrHang();
  return real->C_Sign(session, data, dataLength, signature, signatureLength);
}

static CK_RV generate(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_ATTRIBUTE_PTR publicTemplate, CK_ULONG publicCount, CK_ATTRIBUTE_PTR privateTemplate, CK_ULONG privateCount, CK_OBJECT_HANDLE_PTR publicKey, CK_OBJECT_HANDLE_PTR privateKey) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  std::vector<CK_ATTRIBUTE> wanted(privateTemplate, privateTemplate + privateCount);
  CK_BBOOL yes = CK_TRUE;
  if (there("pin-each-time")) wanted.push_back({CKA_ALWAYS_AUTHENTICATE, &yes, sizeof yes});
  return real->C_GenerateKeyPair(session, mechanism, publicTemplate, publicCount, wanted.data(), wanted.size(), publicKey, privateKey);
}

static CK_RV createObject(CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR attributes, CK_ULONG count, CK_OBJECT_HANDLE_PTR object) {
  if (card() != CKR_OK) return CKR_DEVICE_REMOVED;
  for (CK_ULONG at = 0; at < count; at++)
    if (attributes[at].type == CKA_CLASS && *(CK_OBJECT_CLASS *)attributes[at].pValue == CKO_CERTIFICATE && there("no-certificates")) return CKR_DEVICE_MEMORY;
  return real->C_CreateObject(session, attributes, count, object);
}

extern "C" CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR functions) {
  if (real == nullptr) {
    void *library = dlopen(FOLDER "/softhsm.so", RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) return CKR_GENERAL_ERROR;
    CK_C_GetFunctionList get = (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList");
    if (get == nullptr || get(&real) != CKR_OK) return CKR_GENERAL_ERROR;
    list = *real;
    list.C_Initialize = initialize;
    list.C_GetSlotList = slotList;
    list.C_GetTokenInfo = tokenInfo;
    list.C_GetMechanismList = mechanismList;
    list.C_OpenSession = openSession;
    list.C_Login = login;
    list.C_SetPIN = setPin;
    list.C_SignInit = signInit;
    list.C_Sign = sign;
    list.C_GenerateKeyPair = generate;
    list.C_CreateObject = createObject;
  }
  *functions = &list;
  return CKR_OK;
}
