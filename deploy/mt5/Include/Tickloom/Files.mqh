//+------------------------------------------------------------------+
//| Small texts in the terminals' common folder, shared with the      |
//| bridge. A file that cannot be read is an empty text: the caller   |
//| requires the last field, so half a line is no line.               |
//+------------------------------------------------------------------+
#ifndef TICKLOOM_FILES_MQH
#define TICKLOOM_FILES_MQH

#include <Tickloom/Protocol.mqh>

class CTickloomFiles
  {
private:
   string            m_folder;

   string            PathOf(const string name) const { return(m_folder + "\\" + name); }

public:
                     CTickloomFiles(void) { m_folder = ""; }

   //--- one folder per account, so that two terminals do not share a heartbeat
   bool              Open(const long login)
     {
      m_folder = TICKLOOM_FOLDER + "\\" + IntegerToString(login);
      FolderCreate(TICKLOOM_FOLDER, FILE_COMMON);
      FolderCreate(m_folder, FILE_COMMON);
      return(true);
     }

   bool              Exists(const string name) const
     {
      return(FileIsExist(PathOf(name), FILE_COMMON));
     }

   string            ReadLine(const string name) const
     {
      ResetLastError();
      int handle = FileOpen(PathOf(name), FILE_READ | FILE_TXT | FILE_ANSI | FILE_COMMON |
                            FILE_SHARE_READ | FILE_SHARE_WRITE);
      if(handle == INVALID_HANDLE)
         return("");
      string line = FileIsEnding(handle) ? "" : FileReadString(handle);
      FileClose(handle);
      return(line);
     }

   bool              WriteLine(const string name, const string line) const
     {
      ResetLastError();
      int handle = FileOpen(PathOf(name), FILE_WRITE | FILE_TXT | FILE_ANSI | FILE_COMMON |
                            FILE_SHARE_READ | FILE_SHARE_WRITE);
      if(handle == INVALID_HANDLE)
        {
         Print("Tickloom: cannot write ", PathOf(name), ", error ", GetLastError());
         return(false);
        }
      FileWriteString(handle, line + "\n");
      FileFlush(handle);
      FileClose(handle);
      return(true);
     }
  };

#endif
